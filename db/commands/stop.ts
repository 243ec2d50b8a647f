import { stopEmbeddedServer } from "../embedded/server";
import { command, runCommand } from "./run-command";

const program = command(
  "npm run db:stop",
  "Stops the embedded Postgres. The data stays; the next command starts it again.",
);
program.action(async () => {
  const wasRunning = await stopEmbeddedServer();
  process.stdout.write(
    wasRunning ? "The embedded database is stopped.\n" : "The embedded database was not running.\n",
  );
});
void runCommand(program);
