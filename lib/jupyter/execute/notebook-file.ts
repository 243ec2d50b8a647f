import fs from "node:fs";
import path from "node:path";
import { projectRoot } from "../../../db/process/project-root";
import { PLOTLY_MIME } from "../../notebook/display-figure";
import type { DrawableFigure } from "../pictures/draw-pictures";

/** A notebook file, nbformat 4, with the fields that this project reads or writes. */
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

/** An output of a code cell: text, one value in several formats, or an error. */
export type Output = StreamOutput | DisplayOutput | ErrorOutput;

interface StreamOutput {
  readonly output_type: "stream";
  readonly name: "stdout" | "stderr";
  readonly text: string | readonly string[];
}

export interface DisplayOutput {
  readonly output_type: "display_data" | "execute_result";
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** How kernels other than tslab report an error. */
interface ErrorOutput {
  readonly output_type: "error";
  readonly ename: string;
  readonly evalue: string;
}

/** Reads a notebook from its file. */
export function readNotebook(file: string): Notebook {
  return JSON.parse(fs.readFileSync(file, "utf8"));
}

/** A text of a notebook, which may be stored as a list of lines. */
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

/** The charts that the cells of a notebook have displayed, in their order. */
export function chartsOf(notebook: Notebook): DrawableFigure[] {
  const charts = notebook.cells.flatMap((cell) => cell.outputs ?? []).filter(isChart);
  return charts.map(({ data }) => data[PLOTLY_MIME] as DrawableFigure);
}

/** Whether an output is a chart. */
export function isChart(output: Output): output is DisplayOutput {
  return "data" in output && PLOTLY_MIME in output.data;
}

const FOLDER = path.join(projectRoot, "notebooks");

/** A notebook of the project. */
export interface ProjectNotebook {
  /** Its file's name without the ending: `analysis`. */
  readonly name: string;
  readonly file: string;
  readonly notebook: Notebook;
}

/** Notebooks that Git ignores: copies, and those without a name yet. */
const OWN = /^(?:my-|Untitled)|-Copy\d*\.ipynb$/;

/** The notebooks of the project in the order of their names, without the user's own. */
export function projectNotebooks(): ProjectNotebook[] {
  const names = fs.readdirSync(FOLDER).filter((name) => name.endsWith(".ipynb") && !OWN.test(name));
  return names.sort().map((name) => {
    const file = path.join(FOLDER, name);
    return { name: path.basename(name, ".ipynb"), file, notebook: readNotebook(file) };
  });
}
