import path from "node:path";
import { endSignal } from "../../db/commands/end-signal";
import { command, runCommand } from "../../db/commands/run-command";
import { projectRoot } from "../../db/project-root";
import { say } from "../../db/terminal";
import { writeReports } from "../report/write-reports";
import { checkRules, checkSeed } from "../rules/check-rules";
import { parseFolder } from "./parse-folder";
import { addRulesOptions, rulesOf } from "./rules-options";
import { withShownProgress } from "./terminal-progress";

const program = command(
  "npm run report",
  "Runs the notebooks and writes each as a page to share, report/<notebook>.html. Your dataset stays as it is.",
);
addRulesOptions(program)
  .option("--folder <path>", "the folder to write the pages into (default: report)", parseFolder)
  .action(async ({ folder = path.join(projectRoot, "report"), ...flags }) => {
    const signal = endSignal();
    const startup = rulesOf(flags);
    checkRules(startup.rules);
    checkSeed(startup.seed);
    const pages = await withShownProgress((onProgress) =>
      writeReports(startup, { folder, signal, onProgress }),
    );
    for (const page of pages) say(`Wrote ${path.relative(process.cwd(), page)}`);
    say("Open them in a browser; no network is needed.");
  });
void runCommand(program);
