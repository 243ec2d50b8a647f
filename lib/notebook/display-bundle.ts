/**
 * Output below a cell: tables, figures, SQL, links, progress, panels, and sentences that summarize the numbers. `lib/charts` builds
 * charts; `lib/jupyter` runs notebooks.
 */
import { randomUUID } from "node:crypto";
import { UserError } from "../../db/errors/user-error";

/** By `require`, since with the types of tslab's internals come those of TypeScript itself, which a kernel reads for a quarter of a second. */
const jupyter: { readonly lastWriteDisplayData?: unknown } = require("tslab/dist/jupyter");

/** One output in several formats, by MIME type: the front end shows the richest one that it supports. */
export type MimeBundle = Readonly<Record<string, unknown>> & { readonly "text/plain": string };

/**
 * Shows an output below the cell that runs.
 *
 * tslab's own `display` accepts one format at a time, so this uses the internals of the pinned version. Obsolete once tslab accepts
 * bundles.
 *
 * @throws UserError outside of a notebook
 */
export function displayBundle(bundle: MimeBundle): void {
  send(bundle, undefined, false);
}

/** An output that the first call shows and each later one replaces. */
export function replaceableBundle(): (bundle: MimeBundle) => void {
  const id = randomUUID();
  let shown = false;
  return (bundle) => {
    send(bundle, id, shown);
    shown = true;
  };
}

/** The property in which a value remembers the run of the cell that has shown it. */
const SHOWN = Symbol.for("startup-notebooks.shown");

/** Marks a value as shown, so that the kernel does not print it again as the value of the cell's last line. */
export function markShown<T extends object>(value: T): T {
  return Object.defineProperty(value, SHOWN, { value: jupyter.lastWriteDisplayData });
}

/** Whether the cell that runs has shown the value already. */
export function isShown(value: unknown): boolean {
  const shownBy = typeof value === "object" && value !== null && SHOWN in value ? value[SHOWN] : undefined;
  return typeof shownBy === "function" && shownBy === jupyter.lastWriteDisplayData;
}

function send(bundle: MimeBundle, displayId: string | undefined, update: boolean): void {
  const write: unknown = jupyter.lastWriteDisplayData;
  if (typeof write !== "function")
    throw new UserError(
      "display: outputs must be shown by a cell of a notebook, and none is running; call this in a cell",
    );
  write({ data: bundle, metadata: {}, transient: displayId ? { display_id: displayId } : {} }, update);
}
