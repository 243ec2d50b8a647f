import fs from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { startEmbeddedServer } from "./embedded/server";
import { ExplainedError, messageOf } from "./explained-error";
import { hidePassword } from "./hide-password";
import { projectRoot } from "./project-root";

/**
 * The URL of the database to use: `DATABASE_URL` of the environment, else of the file `.env` in the
 * project's folder, else the embedded Postgres, which is started if it does not run.
 *
 * @param envFile another file than `.env` of the project
 * @throws ExplainedError where `DATABASE_URL` is no URL of Postgres, `.env` cannot be read, or the embedded server does not start
 */
export async function databaseUrl(envFile?: string): Promise<string> {
  const configured = configuredUrl(envFile);
  return configured ? checkUrl(configured) : await startEmbeddedServer();
}

/** `DATABASE_URL` of the environment or of `.env`, `undefined` where neither sets it. */
export function configuredUrl(envFile = path.join(projectRoot, ".env")): string | undefined {
  return process.env.DATABASE_URL || readEnvFile(envFile).DATABASE_URL || undefined;
}

function readEnvFile(file: string): NodeJS.Dict<string> {
  if (!fs.existsSync(file)) return {};
  try {
    return parseEnv(fs.readFileSync(file, "utf8"));
  } catch (cause) {
    throw new ExplainedError(
      `${file} must be a text file that you may read, received ${messageOf(cause)}; correct or remove it`,
      { cause },
    );
  }
}

function checkUrl(url: string): string {
  if (URL.canParse(url) && ["postgresql:", "postgres:"].includes(new URL(url).protocol)) return url;
  throw new ExplainedError(
    `DATABASE_URL must look like postgresql://user:password@host:5432/database, received ${JSON.stringify(hidePassword(url))}; correct it, or remove it to use the embedded database`,
  );
}
