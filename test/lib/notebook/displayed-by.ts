import { JupyterHandlerImpl } from "tslab/dist/jupyter";

/** What a front end is told to show: an output in several formats, and of which earlier one it takes the place. */
export interface Displayed {
  readonly data: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id?: string };
  readonly update: boolean;
}

/** Runs a cell behind tslab's own handler of Jupyter's messages, and gives what it has told the front end to show. */
export async function displayedBy(cell: () => void): Promise<Displayed[]> {
  const displayed: Displayed[] = [];
  const execute = async () => {
    cell();
    return true;
  };
  const never = () => {
    throw new Error("a cell is executed and nothing else");
  };
  const executor = { execute, inspect: never, complete: never, reset: never, interrupt: never, close: never };
  // The handler takes these for its own, and for good.
  const [stdout, stderr] = [process.stdout.write, process.stderr.write];
  try {
    await new JupyterHandlerImpl({ ...executor, locals: {} }, false).handleExecute(
      { code: "", silent: false, store_history: false, user_expressions: {} },
      () => {},
      ({ data, transient }, update) => displayed.push({ data, transient, update }),
    );
  } finally {
    process.stdout.write = stdout;
    process.stderr.write = stderr;
  }
  return displayed;
}
