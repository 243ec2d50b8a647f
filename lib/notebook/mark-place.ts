/** The most characters of a long line to show before and after the place. */
const [BEFORE, AFTER] = [60, 40];

/**
 * The line of a text that contains a place, with its number, and a caret below the place.
 *
 * @param position of the character, from 1 on; Postgres counts characters, not UTF-16 units
 *
 * @example
 * markPlace("select 1\nfrom nowhere", 15);
 * // 2 | from nowhere
 * //          ^
 */
export function markPlace(text: string, position: number): string {
  const before = Array.from(text)
    .slice(0, position - 1)
    .join("");
  const start = before.lastIndexOf("\n") + 1;
  const [line = ""] = text.slice(start).split(/\r?\n/, 1);
  const column = before.length - start;
  const cutBefore = Math.max(0, column - BEFORE);
  const shown = line.slice(cutBefore, column + AFTER);
  const number = `${before.split("\n").length} | ${cutBefore > 0 ? "…" : ""}`;
  // A tab would shift the caret.
  const marked = `${number}${shown}${line.length > column + AFTER ? "…" : ""}`.replaceAll("\t", " ");
  return `${marked}\n${" ".repeat(number.length + column - cutBefore)}^`;
}
