import path from "node:path";
import { command, runCommand } from "../../db/commands/run-command";
import { withTemporaryDatabase } from "../../db/temporary-database";
import { say } from "../../db/terminal";
import { projectNotebooks } from "../jupyter/notebooks";
import { refreshNotebook } from "../jupyter/refresh-notebook";

const program = command(
  "npm run notebooks",
  "Runs all notebooks and writes them back with their outputs and pictures. Your dataset stays as it is.",
);
program.action(async () => {
  for (const { file } of projectNotebooks()) {
    await withTemporaryDatabase((DATABASE_URL) => refreshNotebook(file, { DATABASE_URL }));
    say(`Wrote ${path.relative(process.cwd(), file)}`);
  }
});
void runCommand(program);
