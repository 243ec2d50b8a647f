import { configuredUrl, databaseUrl } from "../../db/database-url";
import { say } from "../../db/process/terminal";
import { command, runCommand } from "./run-command";

const program = command(
  "npm run db:url",
  "Prints the URL of the database, password included, for psql or another client.",
);
program.action(async () => {
  const url = await databaseUrl();
  // Before version 16, psql refuses the parameter of the embedded database's URL, require_auth.
  say(configuredUrl() ? url : url.replace(/\?.*$/, ""));
});
void runCommand(program);
