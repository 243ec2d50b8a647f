import { connect } from "../../db/connect";
import { say } from "../../db/process/terminal";
import { verify } from "../dataset/verify/verify";
import { verifyExport } from "../dataset/verify-export/verify-export";
import { parseFolder } from "./options";
import { command, runCommand } from "./run-command";

const program = command(
  "npm run verify",
  "Checks the dataset against the rules and the seed it was generated from, imported data for what is true of any, or the files of an export against their datapackage.json, without a database. Exit code 1 if a check fails.",
);
program
  .option("--json", "as one JSON object")
  .option("--table", "all checks as a table, even if all pass")
  .option("--folder <path>", "check the files that npm run export has written into this folder", parseFolder)
  .action(async ({ json, table, folder }: { json?: boolean; table?: boolean; folder?: string }) => {
    const verification = folder === undefined ? await verify(await connect()) : await verifyExport(folder);
    const { passed, rows, unchecked } = verification;
    if (json) say(JSON.stringify({ passed, rows, unchecked }, null, 2));
    else say(table ? verification.toTable() : `${verification}`);
    if (!passed) process.exitCode = 1;
  });
void runCommand(program);
