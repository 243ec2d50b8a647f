import os from "node:os";
import path from "node:path";
import { InvalidArgumentError } from "commander";

/** A folder as the user means it: from where `npm` was called, and `~` the home folder, which shells leave as it is behind `=`. */
export function parseFolder(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It must name a folder.");
  const inHome = text.replace(/^~(?=$|[\\/])/, os.homedir());
  if (inHome.startsWith("~"))
    throw new InvalidArgumentError(`Write the folder out, or ./${text} if it is named so.`);
  return path.resolve(process.env.INIT_CWD ?? "", inHome);
}
