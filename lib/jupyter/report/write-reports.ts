import path from "node:path";
import { Database } from "../../../db/connection/database";
import { messageOf, UserError } from "../../../db/errors/user-error";
import { withTemporaryDatabase } from "../../../db/temporary-database";
import { explainExportFailure } from "../../dataset/export/export-failure";
import { seed } from "../../dataset/load/seed";
import { describeProgress, type SeedProgress } from "../../dataset/load/seed-progress";
import type { Notebook } from "../notebooks/notebook-file";
import { withNotebookRunner } from "../notebooks/notebook-runner";
import { projectNotebooks } from "../notebooks/notebooks";
import { reproducible } from "../notebooks/refresh-notebook";
import { type NotebookProgress, runNotebooks } from "../notebooks/run-notebooks";
import { writeWholeFiles } from "../notebooks/whole-files";
import type { NotebookParameters } from "../notebooks/with-parameters";
import { reportHtml } from "./report-html";
import { reportNotebook, titleOf } from "./report-notebook";

/** What a report is about. */
export interface Startup extends NotebookParameters {
  /** The fingerprint of the rows that rules and seed are to give, if they are recorded with a dataset. */
  readonly fingerprint?: string;
}

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
        "the recorded rules and seed must give the rows in the database, and they give others, as an older version of the generator may have made these; describe a startup with --companies, --months, --start and --seed",
      );
    }
  } finally {
    await db.destroy();
  }
}
