import fs from "node:fs";
import path from "node:path";
import { temporaryFolder } from "./temporary-folder";

/** The path of a file of rules with this content, which is removed after the test. */
export function rulesFile(content: string | Buffer): string {
  const folder = temporaryFolder();
  const file = path.join(folder, "rules.json");
  fs.writeFileSync(file, content);
  return file;
}
