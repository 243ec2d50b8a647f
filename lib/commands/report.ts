import path from "node:path";
import { connect } from "../../db/connect";
import { projectRoot } from "../../db/process/project-root";
import { say } from "../../db/process/terminal";
import { hasDataset } from "../dataset/record";
import { defaultRandomSeed, defaultRules } from "../dataset/rules";
import { type ReportSource, writeReports } from "../jupyter/report/write-reports";
import { addRulesOptions, describedStartup, hasRulesFlags, parseFolder } from "./options";
import { command, endSignal, runCommand } from "./run-command";
import { withShownProgress } from "./terminal-progress";

const program = command(
  "npm run report",
  "Runs the notebooks and writes each as a page to share, report/<notebook>.html: for the dataset in the database or, with options, for the startup that they describe. Your dataset does not change.",
);
addRulesOptions(program)
  .option("--folder <path>", "folder to write the pages into (default: report)", parseFolder)
  .action(async ({ folder = path.join(projectRoot, "report"), ...flags }) => {
    const described = hasRulesFlags(flags) ? await describedStartup(flags) : undefined;
    const signal = endSignal();
    const source = described ?? (await ownDataset());
    const pages = await withShownProgress((onProgress) =>
      writeReports(source, { folder, signal, onProgress }),
    );
    for (const page of pages) say(`Wrote ${path.relative(process.cwd(), page)}`);
    say("Open them in a browser; no network is needed.");
  });
void runCommand(program);

/** The dataset in the database; without one, the default startup. */
async function ownDataset(): Promise<ReportSource> {
  const db = await connect();
  if (await hasDataset(db)) return db;
  say("The database contains no dataset, so the report is about the default startup.");
  return { rules: defaultRules, randomSeed: defaultRandomSeed };
}
