// db/errors: the error that a person reads, and how failures of the database become one. Errors of one module are
// thrown there; nothing here connects to a database.
import { inspect } from "node:util";

/**
 * An error meant for a person: its message says in one line what is wrong, with the value received, and ends with a
 * hint. The original failure, if any, is its `cause`. Printed, it is that line alone; `error.stack` has the rest.
 */
export class UserError extends Error {
  override readonly name = "UserError";

  [inspect.custom](): string {
    return this.message;
  }
}

/** The message of any thrown value, on one line. */
export function messageOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return message.replace(/\s*\n\s*/g, " ").trim();
}

/** `a`, `a and b`, `a, b and c`. */
export function inWords(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
