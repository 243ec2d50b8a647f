import os from "node:os";
import path from "node:path";
import { InvalidArgumentError } from "commander";
import { command, runCommand } from "../../db/commands/run-command";
import { connect } from "../../db/connect";
import { projectRoot } from "../../db/project-root";
import { say } from "../../db/terminal";
import { exportDataset } from "../export/export-dataset";
import { formatBytes } from "../export/format-bytes";
import { textTable } from "../notebook/text-table";

const program = command(
  "npm run export",
  "Writes subscriptions, companies and sessions as CSV and Parquet, into the folder export/.",
);
program
  .option("--folder <path>", "the folder to write them into (default: export)", parseFolder)
  .action(async ({ folder = path.join(projectRoot, "export") }: { folder?: string }) => {
    const stopped = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.once(signal, () => stopped.abort());
    const files = await exportDataset(await connect(), folder, stopped.signal);
    const table = files.map(({ file, rows, bytes }) => ({ file, rows, size: formatBytes(bytes) }));
    say(`Wrote into ${folder}\n\n${textTable(table)}`);
  });
void runCommand(program);

/** A folder as the user means it: from where `npm` was called, and `~` the home folder, which shells leave as it is behind `=`. */
function parseFolder(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It must name a folder.");
  const inHome = text.replace(/^~(?=$|[\\/])/, os.homedir());
  if (inHome.startsWith("~"))
    throw new InvalidArgumentError(`Write the folder out, or ./${text} if it is named so.`);
  return path.resolve(process.env.INIT_CWD ?? "", inHome);
}
