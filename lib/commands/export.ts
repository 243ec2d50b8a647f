import path from "node:path";
import { connect } from "../../db/connect";
import { projectRoot } from "../../db/process/project-root";
import { say } from "../../db/process/terminal";
import { exportDataset } from "../dataset/export/export-dataset";
import { formatBytes } from "../text/numbers-in-words";
import { textTable } from "../text/text-table";
import { parseFolder } from "./options";
import { command, endSignal, runCommand } from "./run-command";

const program = command(
  "npm run export",
  "Writes subscriptions, companies and sessions as CSV and Parquet, into the folder export/.",
);
program
  .option("--folder <path>", "the folder to write them into (default: export)", parseFolder)
  .action(async ({ folder = path.join(projectRoot, "export") }: { folder?: string }) => {
    const ended = endSignal();
    const files = await exportDataset(await connect(), folder, ended);
    const table = files.map(({ file, rows, bytes }) => ({ file, rows, size: formatBytes(bytes) }));
    say(`Wrote into ${folder}\n\n${textTable(table)}`);
  });
void runCommand(program);
