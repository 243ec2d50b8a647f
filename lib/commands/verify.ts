import { connect } from "../../db/connect";
import { say } from "../../db/process/terminal";
import { verify } from "../dataset/verify/verify";
import { command, runCommand } from "./run-command";

const program = command(
  "npm run verify",
  "Checks the dataset against the rules and the seed it was generated from. Exit code 1 if a rule is broken.",
);
program.option("--json", "as one JSON object").action(async ({ json }: { json?: boolean }) => {
  const verification = await verify(await connect());
  const { passed, rows, tests } = verification;
  say(json ? JSON.stringify({ passed, rows, tests }, null, 2) : `${verification}`);
  if (!passed) process.exitCode = 1;
});
void runCommand(program);
