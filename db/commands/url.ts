import { configuredUrl, databaseUrl } from "../database-url";
import { command, runCommand } from "./run-command";

const program = command(
  "npm run db:url",
  "Prints the URL of the database, password included, for psql or another client.",
);
program.action(async () => {
  const url = await databaseUrl();
  // Before version 16, psql refuses the parameter of the embedded database's URL, require_auth.
  process.stdout.write(`${configuredUrl() ? url : url.replace(/\?.*$/, "")}\n`);
});
void runCommand(program);
