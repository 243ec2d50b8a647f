import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { REQUIRE_SCRAM } from "../connection/scram-client";

/** The user and the database of the embedded server. */
export const EMBEDDED_NAME = "startup";

/** How to reach the server. */
export interface Access {
  readonly password: string;
  /** The port of its last start, `undefined` before the first. */
  readonly port: number | undefined;
}

export function newPassword(): string {
  return randomBytes(24).toString("base64url");
}

/** What a file says, `undefined` if it does not exist or is not a URL with a password. */
export function readAccess(file: string): Access | undefined {
  const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : "";
  if (!URL.canParse(text)) return undefined;
  const { password, port } = new URL(text);
  return password ? { password, port: Number(port) || undefined } : undefined;
}

/** Replaces the file with one rename. */
export function writeAccess(file: string, access: Access): void {
  const partial = `${file}.${process.pid}`;
  fs.writeFileSync(partial, `${urlOf(access, EMBEDDED_NAME)}\n`, { mode: 0o600 });
  fs.renameSync(partial, file);
}

/** The URL of a database of the server, for this project's clients. */
export function accessUrl(access: Access, database: string): string {
  return `${urlOf(access, database)}?sslmode=disable&options=&${REQUIRE_SCRAM}`;
}

function urlOf({ password, port }: Access, database: string): string {
  return `postgresql://${EMBEDDED_NAME}:${password}@127.0.0.1${port ? `:${port}` : ""}/${database}`;
}
