import { command, runCommand } from "../../db/commands/run-command";
import { connect } from "../../db/connect";
import { checkRules, checkSeed } from "../rules/check-rules";
import { hasDataset } from "../seed/has-dataset";
import { seed } from "../seed/seed";
import { addRulesOptions, rulesOf } from "./rules-options";
import { withTerminalProgress } from "./terminal-progress";

const program = command("npm run seed", "Replaces the dataset by the one that the options give.");
addRulesOptions(program)
  .option("--if-empty", "only where the database holds no dataset")
  .action(async ({ ifEmpty, ...flags }) => {
    const options = rulesOf(flags);
    checkRules(options.rules);
    checkSeed(options.seed);
    const db = await connect();
    if (ifEmpty && (await hasDataset(db))) {
      process.stdout.write("The database holds a dataset already; it stays as it is.\n");
      return;
    }
    const summary = await withTerminalProgress((onProgress) => seed(db, { ...options, onProgress }));
    process.stdout.write(`${summary}\n`);
  });
void runCommand(program);
