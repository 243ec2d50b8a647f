import type { Notebook } from "../../lib/jupyter/execute/notebook-file";
import { PICTURE_MIME, reproducible } from "../../lib/jupyter/execute/refresh-notebook";

/**
 * What each cell of a notebook shows, without what differs between runs: pictures, which are drawn with the fonts of a machine,
 * and digits on which versions of Node disagree.
 */
export function shownIn(notebook: Notebook): Record<string, unknown>[][] {
  const shown = reproducible(notebook).cells.map((cell) =>
    (cell.outputs ?? []).map((output) => {
      const { [PICTURE_MIME]: _, ...rest }: Record<string, unknown> =
        "data" in output ? output.data : { ...output };
      return rest;
    }),
  );
  return JSON.parse(
    JSON.stringify(shown, (_, value) => (typeof value === "number" ? Number(value.toPrecision(10)) : value)),
  );
}
