import { randomUUID } from "node:crypto";
import * as tslab from "tslab";
import * as jupyter from "tslab/dist/jupyter";

/** One output in several formats, by MIME type: the front end shows the richest that it knows. */
export type MimeBundle = Readonly<Record<string, unknown>> & { readonly "text/plain": string };

/**
 * Shows an output below the cell that runs.
 *
 * tslab's own `display` takes one format at a time, so this goes through its internals, which is why its
 * version is pinned; where they are gone, HTML or plain text is shown. It can go when tslab takes bundles:
 * https://github.com/yunabe/tslab/issues
 */
export function displayBundle(bundle: MimeBundle): void {
  send(bundle, undefined, false);
}

/** An output that is shown by the first call and replaced by each one after it. */
export function replaceableBundle(): (bundle: MimeBundle) => void {
  const id = randomUUID();
  let shown = false;
  return (bundle) => {
    send(bundle, id, shown);
    shown = true;
  };
}

function send(bundle: MimeBundle, displayId: string | undefined, update: boolean): void {
  const write: unknown = jupyter.lastWriteDisplayData;
  if (typeof write === "function") {
    write({ data: bundle, metadata: {}, transient: displayId ? { display_id: displayId } : {} }, update);
  } else if (typeof bundle["text/html"] === "string") tslab.display.html(bundle["text/html"]);
  else tslab.display.text(bundle["text/plain"]);
}
