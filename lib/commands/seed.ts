import { command, runCommand } from "../../db/commands/run-command";
import { connect } from "../../db/connect";
import { checkRules, checkSeed } from "../rules/check-rules";
import { ensureDataset } from "../seed/ensure-dataset";
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
    const make = ifEmpty ? ensureDataset : seed;
    const made = await withTerminalProgress((onProgress) => make(db, { ...options, onProgress }));
    process.stdout.write(`${made ?? "The database holds a dataset already; it stays as it is."}\n`);
  });
void runCommand(program);
