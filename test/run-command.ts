import { type Ended, startChild } from "./child-process";

/** Runs a command of the project with the database at a URL, as `npm run` does. */
export async function runCommand(
  file: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Ended> {
  return await startChild(file, args, { env: { ...process.env, ...environment } }).ended;
}
