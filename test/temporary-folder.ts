import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** A new folder that is removed once the test has finished. Its name has a space, as those of users may. */
export function temporaryFolder(name = "startup test "): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), name));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}
