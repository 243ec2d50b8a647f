import fs from "node:fs";
import { PLOTLY_MIME } from "../notebook/display-figure";
import { type DrawableFigure, drawPictures } from "../pictures/draw-pictures";
import { withoutTiming } from "../seed/seed-summary";
import { executeNotebook } from "./execute-notebook";
import {
  type Cell,
  type DisplayOutput,
  joined,
  mapOutputs,
  type Notebook,
  readNotebook,
} from "./notebook-file";

/**
 * The format of the pictures. JupyterLab's renderer of Plotly figures would show a PNG in the place of the
 * live chart; of an SVG it takes no notice.
 */
export const PICTURE_MIME = "image/svg+xml";

/**
 * Runs a notebook and writes it back with its outputs, and with a picture of every chart for where nothing
 * draws charts. The same code and data give the same file: what differs between runs is left out.
 *
 * @param file the notebook
 * @param environment variables for its kernel
 * @throws ExplainedError where a cell fails or no Chromium is found; the file stays as it was
 */
export async function refreshNotebook(file: string, environment: NodeJS.ProcessEnv = {}): Promise<void> {
  const notebook = await withPictures(reproducible(await executeNotebook(readNotebook(file), environment)));
  fs.writeFileSync(`${file}.part`, `${JSON.stringify(notebook, null, 1)}\n`);
  fs.renameSync(`${file}.part`, file);
}

/** The notebook without what differs from run to run: how long things took, and the kernel's own record of it. */
export function reproducible(notebook: Notebook): Notebook {
  const cells = notebook.cells.map(
    (cell): Cell => ({ ...cell, metadata: withoutExecutionTimes(cell.metadata) }),
  );
  return mapOutputs({ ...notebook, cells }, ({ output_type, data, metadata }) => ({
    output_type,
    data: Object.fromEntries(Object.entries(data).map(([type, content]) => [type, stable(content)])),
    metadata,
  }));
}

function withoutExecutionTimes({ execution, ...metadata }: Cell["metadata"]): Cell["metadata"] {
  return metadata;
}

function stable(content: unknown): unknown {
  const isText = typeof content === "string" || Array.isArray(content);
  return isText ? withoutTiming(joined(content)) : content;
}

async function withPictures(notebook: Notebook): Promise<Notebook> {
  const charts = notebook.cells.flatMap((cell) => cell.outputs ?? []).filter(isChart);
  const figures = charts.map(({ data }) => data[PLOTLY_MIME] as DrawableFigure);
  const pictures = (await drawPictures(figures)).values();
  return mapOutputs(notebook, (output) => {
    if (!isChart(output)) return output;
    return { ...output, data: { ...output.data, [PICTURE_MIME]: pictures.next().value } };
  });
}

function isChart(output: { readonly output_type: string }): output is DisplayOutput {
  return PLOTLY_MIME in ((output as Partial<DisplayOutput>).data ?? {});
}
