import fs from "node:fs";
import path from "node:path";
import { Database } from "../../db/database";
import { projectRoot } from "../../db/project-root";
import { withTemporaryDatabase } from "../../db/temporary-database";
import { executeNotebook } from "../jupyter/execute-notebook";
import { type ProjectNotebook, projectNotebooks } from "../jupyter/notebooks";
import { type NotebookParameters, withParameters } from "../jupyter/with-parameters";
import { seed } from "../seed/seed";
import { reportHtml } from "./report-html";

/** The folder of the reports. */
const FOLDER = path.join(projectRoot, "report");

/**
 * Runs all notebooks for the given rules and seed and writes a report of each, whole or not at all. They run
 * on a database of their own: notebooks and dataset of the analyst stay as they are.
 *
 * @param written is told the path of each report, `report/<name of the notebook>.html`
 * @throws ExplainedError where rules or seed are not valid, or a cell fails
 */
export async function writeReports(
  parameters: NotebookParameters,
  written: (file: string) => void,
): Promise<void> {
  for (const notebook of projectNotebooks()) {
    written(await withTemporaryDatabase((url) => writeReport(notebook, parameters, url)));
  }
}

async function writeReport(
  { name, notebook }: ProjectNotebook,
  parameters: NotebookParameters,
  url: string,
): Promise<string> {
  await makeDataset(url, parameters);
  const executed = await executeNotebook(withParameters(notebook, parameters), { DATABASE_URL: url });
  const html = await reportHtml(executed, name);
  const report = path.join(FOLDER, `${name}.html`);
  fs.mkdirSync(FOLDER, { recursive: true });
  fs.writeFileSync(`${report}.part`, html);
  fs.renameSync(`${report}.part`, report);
  return report;
}

async function makeDataset(url: string, parameters: NotebookParameters): Promise<void> {
  const db = new Database(url);
  try {
    await seed(db, parameters);
  } finally {
    await db.destroy();
  }
}
