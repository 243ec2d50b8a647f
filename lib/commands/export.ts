import path from "node:path";
import { connect } from "../../db/connect";
import { projectRoot } from "../../db/process/project-root";
import { say } from "../../db/process/terminal";
import { exportDataset, exportStartup } from "../dataset/export/export-dataset";
import { formatBytes } from "../text/numbers-in-words";
import { textTable } from "../text/text-table";
import { addRulesOptions, describedStartup, hasRulesFlags, parseFolder } from "./options";
import { command, endSignal, runCommand } from "./run-command";
import { withTerminalProgress } from "./terminal-progress";

const program = command(
  "npm run export",
  "Writes subscriptions, companies and sessions into export/ as CSV and Parquet, with a datapackage.json that describes them: those of the dataset in the database or, with options, of the startup that they describe. Your dataset does not change.",
);
addRulesOptions(program)
  .option("--folder <path>", "folder to write the files into (default: export)", parseFolder)
  .action(async ({ folder = path.join(projectRoot, "export"), ...flags }) => {
    const startup = hasRulesFlags(flags) ? await describedStartup(flags) : undefined;
    const signal = endSignal();
    const files = startup
      ? await withTerminalProgress((onProgress) => exportStartup(startup, folder, { signal, onProgress }))
      : await exportDataset(await connect(), folder, signal);
    const table = files.map(({ file, rows, bytes }) => ({ file, rows, size: formatBytes(bytes) }));
    say(`Wrote into ${folder}\n\n${textTable(table)}`);
  });
void runCommand(program);
