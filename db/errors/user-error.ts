// db/errors: the error that a person reads, and how failures of the database become one. Other rooms throw their own.
import { inspect } from "node:util";

/**
 * An error for a person: one line with what is wrong, the value received, and a hint. The original failure, if any, is its
 * `cause`. Printed, it is that line alone; `error.stack` contains the rest.
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
