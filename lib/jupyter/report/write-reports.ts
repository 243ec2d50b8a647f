// lib/jupyter/report: runs notebooks on another database and writes them as HTML pages that need no network.

import path from "node:path";
import { Database, kyselyOn } from "../../../db/connection/database";
import { messageOf, UserError } from "../../../db/errors/user-error";
import { withTemporaryDatabase } from "../../../db/temporary-database";
import { inSnapshot } from "../../../db/transaction/snapshot";
import { explainExportFailure } from "../../dataset/export/export-failure";
import { copyDataset } from "../../dataset/load/copy-dataset";
import { seed } from "../../dataset/load/seed";
import { describeProgress, type SeedProgress } from "../../dataset/load/seed-progress";
import { currentDataset } from "../../dataset/record";
import { type Notebook, projectNotebooks } from "../execute/notebook-file";
import { withNotebookRunner } from "../execute/notebook-runner";
import { reproducible } from "../execute/refresh-notebook";
import { type NotebookProgress, runNotebooks } from "../execute/run-notebooks";
import { writeWholeFiles } from "../execute/whole-files";
import { type NotebookParameters, reportNotebook, titleOf } from "./report-notebook";
import { reportHtml } from "./report-page";

/** The subject of a report: a startup to generate, or the dataset of a database. */
export type ReportSource = NotebookParameters | Database;

export interface ReportOptions {
  readonly folder: string;
  /** Stops it: no page changes. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: NotebookProgress) => void;
}

/**
 * Runs all notebooks for the startup and writes each as a page, `<name of the notebook>.html`. The pages appear complete, once all
 * have been created. The notebooks run on their own databases with copies of the rows, so that the analyst's notebooks and dataset
 * do not change.
 *
 * @returns the paths of the pages
 * @throws UserError if rules, seed or the record of the dataset are not valid, a cell fails, the folder cannot be written, or it was stopped
 */
export async function writeReports(
  source: ReportSource,
  { folder, signal, onProgress }: ReportOptions,
): Promise<string[]> {
  const names = projectNotebooks().map(({ name }) => `${name}.html`);
  try {
    await writeWholeFiles(folder, names, async () => {
      onProgress({ fraction: 0, text: "starting Jupyter" });
      return await withNotebookRunner(signal, (runner) =>
        withTemporaryDatabase(async (url) => {
          const startup = await fillDatabase(url, source, signal, (text) =>
            onProgress({ fraction: 0, text }),
          );
          const notebooks = projectNotebooks().map(({ name, file, notebook }) => {
            return { name, file, notebook: reportNotebook(notebook, startup) };
          });
          const page = (executed: Notebook, name: string) =>
            reportHtml(reproducible(executed), titleOf(executed, name), runner);
          return await runNotebooks(runner, notebooks, page, onProgress, url);
        }),
      );
    }).catch((thrown) => explainExportFailure(thrown, folder));
  } catch (thrown) {
    const reason = messageOf(signal.aborted ? signal.reason : thrown);
    throw new UserError(`report: ${reason}; the pages in ${folder} are unchanged`, { cause: thrown });
  }
  return names.map((name) => path.join(folder, name));
}

/**
 * Generates the startup, or copies the dataset.
 *
 * @returns rules and seed; undefined if the dataset was not generated
 */
async function fillDatabase(
  url: string,
  source: ReportSource,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<NotebookParameters | undefined> {
  const target = new Database(url);
  try {
    if (!(source instanceof Database)) {
      const onProgress = (progress: SeedProgress) => say(describeProgress(progress));
      await seed(target, { rules: source.rules, randomSeed: source.randomSeed, signal, onProgress });
      return source;
    }
    return await inSnapshot(source, signal, async (client) => {
      const { rules, randomSeed } = await currentDataset(kyselyOn(client));
      await copyDataset(client, target, signal, (table) => say(`copying ${table}`));
      return rules && randomSeed !== undefined ? { rules, randomSeed } : undefined;
    });
  } finally {
    await target.destroy();
  }
}
