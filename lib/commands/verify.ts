import { connect } from "../../db/connect";
import { say } from "../../db/process/terminal";
import { verify } from "../dataset/verify/verify";
import { command, runCommand } from "./run-command";

const program = command(
  "npm run verify",
  "Checks the dataset against the rules and the seed it was generated from. Exit code 1 if a rule is broken.",
);
program
  .option("--json", "as one JSON object")
  .option("--table", "all checks as a table, even if all pass")
  .action(async ({ json, table }: { json?: boolean; table?: boolean }) => {
    const verification = await verify(await connect());
    const { passed, rows } = verification;
    if (json) say(JSON.stringify({ passed, rows }, null, 2));
    else say(table ? verification.toTable() : `${verification}`);
    if (!passed) process.exitCode = 1;
  });
void runCommand(program);
