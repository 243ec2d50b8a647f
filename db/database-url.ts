import fs from "node:fs";
import path from "node:path";
import { parse } from "dotenv";
import { connectionConfig } from "./connection/connection-config";
import { ensureServer } from "./embedded/server";
import { messageOf, UserError } from "./errors/user-error";
import { projectRoot } from "./process/project-root";

const FORM = "postgresql://user:password@host:5432/database";

/**
 * The URL of the database to use: `DATABASE_URL` from the environment, else from the project's `.env`, else that of the
 * embedded Postgres, which this starts unless it is running.
 *
 * @throws UserError if `DATABASE_URL` is not a URL of Postgres, `.env` cannot be read, or the embedded server does not start
 */
export async function databaseUrl(envFile?: string): Promise<string> {
  const configured = configuredUrl(envFile);
  return configured ? checkUrl(configured) : await ensureServer();
}

/** `DATABASE_URL` from the environment or `.env`; `undefined` if both are missing or empty. */
export function configuredUrl(envFile = path.join(projectRoot, ".env")): string | undefined {
  return process.env.DATABASE_URL?.trim() || readEnvFile(envFile) || undefined;
}

/** `DATABASE_URL` of an `.env`; throws if it is there in a form that would be ignored. */
function readEnvFile(file: string): string | undefined {
  const text = textOf(file);
  const value = parse(text).DATABASE_URL?.trim();
  const line = text.split(/\r\n?|\n/).findIndex((one) => /^[^#=]*(?<!\w)DATABASE_URL(?!\w)/i.test(one)) + 1;
  if (value === undefined && line > 0) {
    throw new UserError(
      `${file} must name the database as DATABASE_URL=${FORM}, received another form in line ${line}; correct or remove that line`,
    );
  }
  if (value && text.includes(`${value}#`)) {
    throw new UserError(
      `${file} must not have a # in DATABASE_URL, received one, which begins a comment; write it as %23`,
    );
  }
  return value;
}

/** The text of a file, empty if it does not exist. Windows writes UTF-16 with a byte order mark. */
function textOf(file: string): string {
  try {
    const bytes = fs.readFileSync(file);
    const mark = bytes.toString("latin1", 0, 2);
    const encoding = mark === "\xff\xfe" ? "utf-16le" : mark === "\xfe\xff" ? "utf-16be" : "utf-8";
    const text = new TextDecoder(encoding).decode(bytes);
    if (text.includes("\0")) throw new Error("bytes that are not UTF-8");
    return text;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new UserError(
      `${file} must be a text file that you may read, received ${messageOf(cause)}; correct or remove it`,
      { cause },
    );
  }
}

/** After the host, an `@` or `#` means that a password contains an unescaped character that ended the host early. */
const POSTGRES_URL = /^postgres(?:ql)?:\/\/[^/?#\p{Cc}]*[^@#\p{Cc}]*$/iu;

/** The error repeats nothing of a URL that cannot be parsed, since any part of it may be the password. */
function checkUrl(url: string): string {
  try {
    if (POSTGRES_URL.test(url) && connectionConfig(url)) return url;
  } catch (thrown) {
    const { cause } = thrown as Error;
    // Other errors are about a certificate.
    if (!(cause instanceof TypeError || cause instanceof URIError)) throw thrown;
  }
  throw new UserError(
    `DATABASE_URL must look like ${FORM}, received ${kindOf(url)}; correct it, or remove it to use the embedded database`,
  );
}

function kindOf(url: string): string {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(url)?.[0].toLowerCase();
  if (!scheme) return "a text that is not a URL";
  if (!/^postgres(?:ql)?:/.test(scheme)) return `a URL that begins with ${scheme}`;
  return "one that cannot be parsed: the port must be a number, and in a user or password % : / ? # @ are written %25 %3A %2F %3F %23 %40";
}
