import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** The path of a file of rules with this content, which is removed after the test. */
export function rulesFile(content: string | Buffer): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "startup rules "));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, "rules.json");
  fs.writeFileSync(file, content);
  return file;
}
