import { createRequire } from "node:module";
import { JupyterHandlerImpl } from "tslab/dist/jupyter";

/** tslab's own exports, in which it remembers where the latest cell writes. */
const jupyter: { lastWriteDisplayData?: unknown } = createRequire(__filename)("tslab/dist/jupyter");

/** What a front end receives: an output in several formats, and which earlier one it replaces. */
export interface Displayed {
  readonly data: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id?: string };
  readonly update: boolean;
}

/** Runs a cell behind tslab's own handler of Jupyter's messages, and returns what it has sent to the front end. */
export async function displayedBy(cell: () => void | Promise<void>): Promise<Displayed[]> {
  const displayed: Displayed[] = [];
  const failures: unknown[] = [];
  const execute = async () => {
    try {
      await cell();
    } catch (thrown) {
      failures.push(thrown);
    }
    return true;
  };
  const never = () => {
    throw new Error("a cell is executed and nothing else");
  };
  const executor = { execute, inspect: never, complete: never, reset: never, interrupt: never, close: never };
  // The handler takes these for its own, and for good.
  const [stdout, stderr, write] = [process.stdout.write, process.stderr.write, jupyter.lastWriteDisplayData];
  try {
    await new JupyterHandlerImpl({ ...executor, locals: {} }, false).handleExecute(
      { code: "", silent: false, store_history: false, user_expressions: {} },
      () => {},
      ({ data, transient }, update) => displayed.push({ data, transient, update }),
    );
  } finally {
    process.stdout.write = stdout;
    process.stderr.write = stderr;
    jupyter.lastWriteDisplayData = write;
  }
  // The handler would print them.
  for (const failure of failures) throw failure;
  return displayed;
}
