import fs from "node:fs";

/** A notebook as its file holds it, nbformat 4; only what this project reads or writes is named. */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

export interface Cell {
  readonly id: string;
  readonly cell_type: "code" | "markdown" | "raw";
  readonly source: string | readonly string[];
  readonly outputs?: readonly Output[];
  readonly execution_count?: number | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What a code cell has shown: text that was written, one thing in several formats, or what ended it. */
export type Output = StreamOutput | DisplayOutput | ErrorOutput;

export interface StreamOutput {
  readonly output_type: "stream";
  readonly name: "stdout" | "stderr";
  readonly text: string | readonly string[];
}

export interface DisplayOutput {
  readonly output_type: "display_data" | "execute_result";
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** How kernels other than tslab tell of an error. */
export interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
}

/** Reads a notebook from its file. */
export function readNotebook(file: string): Notebook {
  return JSON.parse(fs.readFileSync(file, "utf8"));
}

/** A text of a notebook, which may be kept as a list of lines. */
export function joined(text: string | readonly string[]): string {
  return typeof text === "string" ? text : text.join("");
}

/** The notebook with every displayed output of its cells changed. */
export function mapOutputs(notebook: Notebook, change: (output: DisplayOutput) => DisplayOutput): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.outputs
      ? {
          ...cell,
          outputs: cell.outputs.map((output) => ("data" in output ? change(output) : output)),
        }
      : cell,
  );
  return { ...notebook, cells };
}
