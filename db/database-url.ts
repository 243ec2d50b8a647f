import fs from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { startEmbeddedServer } from "./embedded/server";
import { ExplainedError } from "./explained-error";
import { projectRoot } from "./project-root";

/**
 * The URL of the database to use: `DATABASE_URL` of the environment, else of the file `.env` in the
 * project's folder, else the embedded Postgres, which is started if it does not run.
 *
 * @throws ExplainedError where `DATABASE_URL` is no URL of Postgres, or the embedded server does not start
 */
export async function databaseUrl(): Promise<string> {
  const configured = configuredUrl();
  return configured ? checkUrl(configured) : await startEmbeddedServer();
}

/** `DATABASE_URL` of the environment or of `.env`, `undefined` where neither sets it. */
export function configuredUrl(): string | undefined {
  return process.env.DATABASE_URL || readEnvFile(path.join(projectRoot, ".env")).DATABASE_URL || undefined;
}

function readEnvFile(file: string): NodeJS.Dict<string> {
  return fs.existsSync(file) ? parseEnv(fs.readFileSync(file, "utf8")) : {};
}

function checkUrl(url: string): string {
  const { protocol } = URL.canParse(url) ? new URL(url) : { protocol: "" };
  if (protocol === "postgresql:" || protocol === "postgres:") return url;
  throw new ExplainedError(
    `DATABASE_URL must look like postgresql://user:password@host:5432/database, received ${JSON.stringify(hidePassword(url))}; correct it, or remove it to use the embedded database`,
  );
}

/** The URL without its password, to show it. */
export function hidePassword(url: string): string {
  return url.replace(/:[^:@/]*@/, ":…@");
}
