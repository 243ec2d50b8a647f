import path from "node:path";
import { connect } from "../../db/connect";
import { projectRoot } from "../../db/process/project-root";
import { say } from "../../db/process/terminal";
import { checkRandomSeed, checkRules } from "../dataset/check-rules";
import { recordedStartup, type Startup, writeReports } from "../jupyter/report/write-reports";
import { addRulesOptions, hasRulesFlags, parseFolder, type RulesFlags, rulesOf } from "./options";
import { command, endSignal, runCommand } from "./run-command";
import { withShownProgress } from "./terminal-progress";

const program = command(
  "npm run report",
  "Runs the notebooks and writes each as a page to share, report/<notebook>.html: for the dataset in the database, or for the startup that the options describe. Your dataset stays as it is.",
);
addRulesOptions(program)
  .option("--folder <path>", "the folder to write the pages into (default: report)", parseFolder)
  .action(async ({ folder = path.join(projectRoot, "report"), ...flags }) => {
    const signal = endSignal();
    const startup = await startupOf(flags, signal);
    const pages = await withShownProgress((onProgress) =>
      writeReports(startup, { folder, signal, onProgress }),
    );
    for (const page of pages) say(`Wrote ${path.relative(process.cwd(), page)}`);
    say("Open them in a browser; no network is needed.");
  });
void runCommand(program);

async function startupOf(flags: RulesFlags, signal: AbortSignal): Promise<Startup> {
  const recorded = hasRulesFlags(program) ? undefined : await recordedStartup(await connect(), signal);
  if (recorded) return recorded;
  if (!hasRulesFlags(program)) say("The database contains no dataset: this reports the default startup.");
  const startup = rulesOf(flags);
  checkRules(startup.rules);
  checkRandomSeed(startup.randomSeed);
  return startup;
}
