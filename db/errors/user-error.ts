import { inspect } from "node:util";

/**
 * An error meant for a person: its message is one sentence that says what is wrong, with the value
 * received, and the way out. The original failure, if any, is its `cause`.
 *
 * Printed (in a terminal or a notebook cell) it is that sentence alone; `error.stack` has the rest.
 */
export class UserError extends Error {
  override readonly name = "UserError";

  [inspect.custom](): string {
    return this.message;
  }
}

/** The message of anything that was thrown, on one line. */
export function messageOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return message.replace(/\s*\n\s*/g, " ").trim();
}

/** `a`, `a and b`, `a, b and c`. */
export function inWords(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
