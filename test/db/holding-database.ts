import { setTimeout as sleep } from "node:timers/promises";
import { withTemporaryFolder } from "../../db/process/temporary-folder";
import { withTemporaryDatabase } from "../../db/temporary-database";

/** Has a temporary database and a temporary folder, and prints their names, until it is ended. */
void withTemporaryDatabase((url) =>
  withTemporaryFolder(async (folder) => {
    process.stdout.write(`${JSON.stringify({ url, folder })}\n`);
    await sleep(600_000);
  }),
);
