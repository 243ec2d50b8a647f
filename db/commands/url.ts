import { databaseUrl } from "../database-url";
import { command, runCommand } from "./run-command";

const program = command(
  "npm run db:url",
  "Prints the URL of the database, password included, for psql or another client.",
);
program.action(async () => {
  process.stdout.write(`${await databaseUrl()}\n`);
});
void runCommand(program);
