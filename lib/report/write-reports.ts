import path from "node:path";
import { Database } from "../../db/database";
import { ExplainedError, messageOf } from "../../db/explained-error";
import { withTemporaryDatabase } from "../../db/temporary-database";
import { explainExportFailure } from "../export/export-failure";
import { writeWholeFiles } from "../export/whole-files";
import { withNotebookRunner } from "../jupyter/notebook-runner";
import { projectNotebooks } from "../jupyter/notebooks";
import { type NotebookProgress, runNotebooks } from "../jupyter/run-notebooks";
import { type NotebookParameters, withParameters } from "../jupyter/with-parameters";
import { seed } from "../seed/seed";
import { describeProgress } from "../seed/seed-progress";
import { reportHtml } from "./report-html";

/** Where to write reports, and who is told of it. */
export interface ReportOptions {
  readonly folder: string;
  /** Stops it: no page changes. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: NotebookProgress) => void;
}

/**
 * Runs all notebooks for the startup and writes a page of each, `<name of the notebook>.html`. Each page
 * appears whole, after all of them are made. The notebooks run on databases of their own: notebooks and dataset of the
 * analyst stay as they are.
 *
 * @returns the paths of the pages
 * @throws ExplainedError if rules or seed are not valid, a cell fails, the folder cannot be written, or it was stopped
 */
export async function writeReports(
  startup: NotebookParameters,
  { folder, signal, onProgress }: ReportOptions,
): Promise<string[]> {
  const notebooks = projectNotebooks().map(({ name, file, notebook }) => {
    return { name, file, notebook: withParameters(notebook, startup) };
  });
  const names = notebooks.map(({ name }) => `${name}.html`);
  try {
    await writeWholeFiles(folder, names, async () => {
      onProgress({ fraction: 0, text: "starting Jupyter" });
      return await withNotebookRunner(signal, (runner) =>
        withTemporaryDatabase(async (url) => {
          await seedDatabase(url, startup, signal, (text) => onProgress({ fraction: 0, text }));
          const page = (executed: (typeof notebooks)[number]["notebook"], name: string) =>
            reportHtml(executed, name, runner);
          return await runNotebooks(runner, notebooks, page, onProgress, url);
        }),
      );
    }).catch((thrown) => explainExportFailure(thrown, folder));
  } catch (thrown) {
    const reason = messageOf(signal.aborted ? signal.reason : thrown);
    throw new ExplainedError(`report: ${reason}; the pages in ${folder} are unchanged`, { cause: thrown });
  }
  return names.map((name) => path.join(folder, name));
}

async function seedDatabase(
  url: string,
  startup: NotebookParameters,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  const db = new Database(url);
  try {
    await seed(db, { ...startup, signal, onProgress: (progress) => say(describeProgress(progress)) });
  } finally {
    await db.destroy();
  }
}
