import path from "node:path";
import { messageOf, UserError } from "../../../db/errors/user-error";
import { explainExportFailure } from "../../dataset/export/export-failure";
import { withoutTiming } from "../../dataset/load/load-summary";
import { requireChromium } from "../pictures/chromium";
import { drawPictures } from "../pictures/draw-pictures";
import {
  type Cell,
  chartsOf,
  isChart,
  joined,
  mapOutputs,
  type Notebook,
  type ProjectNotebook,
} from "./notebook-file";
import { withNotebookRunner } from "./notebook-runner";
import { type NotebookProgress, runNotebooks } from "./run-notebooks";
import { writeWholeFiles } from "./whole-files";

/**
 * The format of the pictures. JupyterLab's renderer of Plotly figures would show a PNG instead of the live chart, but ignores an
 * SVG.
 */
export const PICTURE_MIME = "image/svg+xml";

/**
 * Runs notebooks and saves them with their outputs, and with a picture of every chart for viewers that do not draw charts. The
 * same code and data result in the same files: whatever differs between runs is left out, and saving a notebook in JupyterLab
 * without a change does not change its file. Each file is replaced in one step, after all notebooks have run.
 *
 * @param notebooks of one folder
 * @param signal stops it: no file changes
 * @throws UserError if a cell fails, no Chromium is found, the folder cannot be written, or it was stopped
 */
export async function refreshNotebooks(
  notebooks: readonly ProjectNotebook[],
  signal: AbortSignal,
  onProgress: (progress: NotebookProgress) => void,
): Promise<void> {
  const folder = path.dirname(notebooks[0]?.file ?? "");
  const names = notebooks.map(({ file }) => path.basename(file));
  try {
    await writeWholeFiles(folder, names, async () => {
      requireChromium();
      onProgress({ fraction: 0, text: "starting Jupyter" });
      return await withNotebookRunner(signal, async (runner) => {
        const finish = async (notebook: Notebook) => reproducible(notebook);
        const executed = await runNotebooks(runner, notebooks, finish, onProgress);
        onProgress({ fraction: 1, text: "drawing the pictures" });
        const pictures = await drawPictures(executed.flatMap(chartsOf), signal);
        return await Promise.all(withPictures(executed, pictures).map(runner.fileText));
      });
    }).catch((thrown) => explainExportFailure(thrown, folder, ""));
  } catch (thrown) {
    const reason = messageOf(signal.aborted ? signal.reason : thrown);
    throw new UserError(`notebooks: ${reason}; the files in ${folder} are unchanged`, { cause: thrown });
  }
}

/** The notebook without what differs from run to run: durations, and metadata of the kernel. */
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

/** The notebooks with the pictures of their charts, which come in the same order. */
function withPictures(notebooks: readonly Notebook[], pictures: readonly string[]): Notebook[] {
  const next = pictures.values();
  return notebooks.map((notebook) =>
    mapOutputs(notebook, (output) => {
      if (!isChart(output)) return output;
      return { ...output, data: { ...output.data, [PICTURE_MIME]: next.next().value } };
    }),
  );
}
