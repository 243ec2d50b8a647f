import { stopServer } from "../../db/embedded/server";
import { say } from "../../db/process/terminal";
import { command, runCommand } from "./run-command";

const program = command(
  "npm run db:stop",
  "Stops the embedded Postgres. The data stays; the next command starts it again.",
);
program.action(async () => {
  const wasRunning = await stopServer();
  say(wasRunning ? "The embedded database is stopped." : "The embedded database was not running.");
});
void runCommand(program);
