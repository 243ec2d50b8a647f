import path from "node:path";
import { command, runCommand } from "../../db/commands/run-command";
import { say } from "../../db/terminal";
import { writeReports } from "../report/write-reports";
import { checkRules, checkSeed } from "../rules/check-rules";
import { addRulesOptions, rulesOf } from "./rules-options";

const program = command(
  "npm run report",
  "Runs the notebooks and writes each as a page to share, report/<notebook>.html. Your dataset stays as it is.",
);
addRulesOptions(program).action(async (flags) => {
  const parameters = rulesOf(flags);
  checkRules(parameters.rules);
  checkSeed(parameters.seed);
  await writeReports(parameters, (file) => say(`Wrote ${path.relative(process.cwd(), file)}`));
  say("Open them in a browser; no network is needed.");
});
void runCommand(program);
