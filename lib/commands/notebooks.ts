import path from "node:path";
import { say } from "../../db/process/terminal";
import { projectNotebooks } from "../jupyter/execute/notebook-file";
import { refreshNotebooks } from "../jupyter/execute/refresh-notebook";
import { command, endSignal, runCommand } from "./run-command";
import { withShownProgress } from "./terminal-progress";

const program = command(
  "npm run notebooks",
  "Runs all notebooks and saves them with their outputs and pictures. Your dataset does not change.",
);
program.action(async () => {
  const signal = endSignal();
  const notebooks = projectNotebooks();
  await withShownProgress((onProgress) => refreshNotebooks(notebooks, signal, onProgress));
  for (const { file } of notebooks) say(`Wrote ${path.relative(process.cwd(), file)}`);
});
void runCommand(program);
