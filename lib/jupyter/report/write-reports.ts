// Reports: notebooks run on another database and written as HTML pages that need no network.

import path from "node:path";
import { Database, kyselyOn } from "../../../db/connection/database";
import { inWords, messageOf, UserError } from "../../../db/errors/user-error";
import { withTemporaryDatabase } from "../../../db/temporary-database";
import { inSnapshot } from "../../../db/transaction/snapshot";
import { explainExportFailure } from "../../dataset/export/export-failure";
import { editedTables } from "../../dataset/load/refuse-edits";
import { seed } from "../../dataset/load/seed";
import { describeProgress, type SeedProgress } from "../../dataset/load/seed-progress";
import { currentDataset, hasDataset } from "../../dataset/record";
import { type Notebook, projectNotebooks } from "../execute/notebook-file";
import { withNotebookRunner } from "../execute/notebook-runner";
import { reproducible } from "../execute/refresh-notebook";
import { type NotebookProgress, runNotebooks } from "../execute/run-notebooks";
import { writeWholeFiles } from "../execute/whole-files";
import { type NotebookParameters, reportNotebook, titleOf } from "./report-notebook";
import { reportHtml } from "./report-page";

/** What a report is about. */
export interface Startup extends NotebookParameters {
  /** The fingerprint that the regenerated rows must have, if the startup is that of a recorded dataset. */
  readonly fingerprint?: string;
}

export interface ReportOptions {
  readonly folder: string;
  /** Stops it: no page changes. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: NotebookProgress) => void;
}

/**
 * Runs all notebooks for the startup and writes a page of each, `<name of the notebook>.html`. Each page
 * appears complete, after all of them have been created. The notebooks run on databases of their own, so that the
 * analyst's notebooks and dataset stay as they are.
 *
 * @returns the paths of the pages
 * @throws UserError if rules or seed are not valid, a cell fails, the folder cannot be written, or it was stopped
 */
export async function writeReports(
  startup: Startup,
  { folder, signal, onProgress }: ReportOptions,
): Promise<string[]> {
  const notebooks = projectNotebooks().map(({ name, file, notebook }) => {
    return { name, file, notebook: reportNotebook(notebook, startup) };
  });
  const names = notebooks.map(({ name }) => `${name}.html`);
  try {
    await writeWholeFiles(folder, names, async () => {
      onProgress({ fraction: 0, text: "starting Jupyter" });
      return await withNotebookRunner(signal, (runner) =>
        withTemporaryDatabase(async (url) => {
          await seedDatabase(url, startup, signal, (text) => onProgress({ fraction: 0, text }));
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

async function seedDatabase(
  url: string,
  { rules, randomSeed: text, fingerprint }: Startup,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  const db = new Database(url);
  try {
    const onProgress = (progress: SeedProgress) => say(describeProgress(progress));
    const made = await seed(db, { rules, randomSeed: text, signal, onProgress });
    if (fingerprint !== undefined && made.fingerprint !== fingerprint) {
      throw new UserError(
        "the rows in the database differ from those that the recorded rules and seed generate; an older version of the generator may have created them; describe a startup with --rules, --companies or the like",
      );
    }
  } finally {
    await db.destroy();
  }
}

/**
 * The startup whose dataset the database contains, for a report of it.
 *
 * @returns `undefined` if the database contains no dataset
 * @throws UserError if rows were added or changed by hand: the notebooks run on a regenerated dataset, without them
 */
export async function recordedStartup(db: Database, signal: AbortSignal): Promise<Startup | undefined> {
  const reading = inSnapshot(db, signal, async (client) => {
    const edited = await editedTables(client);
    if (edited.length > 0) {
      throw new UserError(
        `report: it contains generated rows only, and ${inWords(edited)} ${edited.length === 1 ? "was" : "were"} changed by hand; describe a startup with --rules, --companies or the like`,
      );
    }
    const db = kyselyOn(client);
    if (!(await hasDataset(db))) return undefined;
    const { rules, randomSeed } = await currentDataset(db);
    if (rules && randomSeed !== undefined) return { rules, randomSeed };
    throw new UserError(
      "report: it contains generated rows only, and the data was not generated; describe a startup with --rules, --companies or the like",
    );
  });
  return await reading.catch((cause) => {
    throw signal.aborted ? new UserError(`report: ${messageOf(signal.reason)}`, { cause }) : cause;
  });
}
