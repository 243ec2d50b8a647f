import { connect } from "../../db/connect";
import { say } from "../../db/process/terminal";
import { verify } from "../dataset/verify/verify";
import { verifyExport } from "../dataset/verify-export/verify-export";
import { parseFolder } from "./options";
import { command, runCommand } from "./run-command";

const program = command(
  "npm run verify",
  "Checks a generated dataset against its rules and seed, and an imported one for consistency. With --folder, checks exported files against their datapackage.json, without a database. Exits with code 1 if a check fails.",
);
program
  .option("--json", "print one JSON object")
  .option("--table", "print all checks as a table, even if they pass")
  .option("--folder <path>", "check the files that npm run export wrote into this folder", parseFolder)
  .action(async ({ json, table, folder }: { json?: boolean; table?: boolean; folder?: string }) => {
    const verification = folder === undefined ? await verify(await connect()) : await verifyExport(folder);
    const { passed, rows, unchecked } = verification;
    if (json) say(JSON.stringify({ passed, rows, unchecked }, null, 2));
    else say(table ? verification.toTable() : `${verification}`);
    if (!passed) process.exitCode = 1;
  });
void runCommand(program);
