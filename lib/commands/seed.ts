import { Option } from "commander";
import { connect } from "../../db/connect";
import { say } from "../../db/process/terminal";
import { ensureDataset, seed } from "../dataset/load/seed";
import { addRulesOptions, describedStartup } from "./options";
import { command, endSignal, runCommand } from "./run-command";
import { withTerminalProgress } from "./terminal-progress";

const program = command(
  "npm run seed",
  "Replaces the dataset with a generated one, of the startup that the options describe.",
);
addRulesOptions(program)
  .addOption(new Option("--if-empty", "do nothing if the tables contain rows").conflicts("replace"))
  .option("--replace", "replace the rows even if some were imported, added or changed by hand")
  .action(async ({ ifEmpty, replace, ...flags }) => {
    const startup = await describedStartup(flags);
    const db = await connect();
    const make = ifEmpty ? ensureDataset : seed;
    const signal = endSignal();
    const made = await withTerminalProgress((onProgress) =>
      make(db, { ...startup, replace, onProgress, signal }),
    );
    say(`${made ?? "The tables already contain rows, which are unchanged."}`);
  });
void runCommand(program);
