import { UserError } from "../../db/errors/user-error";
import { count, counted } from "../text/numbers-in-words";
import { csvLines } from "./csv-text";
import { displayBundle, type MimeBundle } from "./display-bundle";
import { escapeHtml } from "./escape-html";

/** What Chromium takes as an address is at most 2 MiB long, which are 1.5 MB in base64. */
const MAX_BYTES = 1_500_000;
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Shows a link below the cell that downloads the rows as a CSV file: one line per row in the order given, one
 * column per field, under its name. The rows are part of the link, so it works offline, in the saved notebook
 * and in the report.
 *
 * Numbers are written in full, times as ISO 8601 in UTC; a number with an interval gives one column per part:
 * `churn_rate_value`, `churn_rate_low`, `churn_rate_high`. Fields are quoted as RFC 4180 says. A text that a
 * spreadsheet would take for a formula gets an apostrophe before it. No rows give the text `no rows`.
 *
 * @param rows at most 1.5 MB of CSV; `npm run export` takes the whole dataset along
 * @param fileName the name that the file gets, `<name>.csv`
 * @throws UserError where the rows are too many for a link, or the name is not that of a CSV file
 *
 * @example
 * displayCsvLink(await sessionsPerMonth(db).execute(), "sessions.csv");
 */
export function displayCsvLink(rows: readonly object[], fileName: string): void {
  displayBundle(csvLink(rows, fileName));
}

/** The link as an output. */
export function csvLink(rows: readonly object[], fileName: string): MimeBundle {
  checkFileName(fileName);
  if (rows.length === 0) return { "text/html": "<p>no rows</p>", "text/plain": "no rows" };
  const size = counted(rows.length, "row");
  const name = escapeHtml(fileName);
  const link = `<a href="${dataUrl(rows)}" download="${name}">${name}</a>`;
  return {
    "text/html": `<p>Download ${link} (${size})</p>`,
    "text/plain": `${fileName} (${size}): the link to it shows where this notebook is open in Jupyter`,
  };
}

/** The CSV as an address; Excel takes UTF-8 for what it is where a byte order mark says so. */
function dataUrl(rows: readonly object[]): string {
  const csv = csvOf(rows);
  const bytes = Buffer.from(/[^\0-\x7f]/.test(csv) ? BYTE_ORDER_MARK + csv : csv);
  return `data:text/csv;charset=utf-8;base64,${bytes.toString("base64")}`;
}

/** Stops at the first row that no link has room for, however many there are. */
function csvOf(rows: readonly object[]): string {
  const lines: string[] = [];
  let bytes = 0;
  for (const line of csvLines(rows)) {
    bytes += Buffer.byteLength(line);
    if (bytes > MAX_BYTES) {
      const fit = count(Math.max(0, lines.length - 1));
      throw new UserError(
        `displayCsvLink: the rows must make at most 1.5 MB of CSV, received ${counted(rows.length, "row")}, of which the first ${fit} do;` +
          " give it fewer rows, or take the dataset along with `npm run export`",
      );
    }
    lines.push(line);
  }
  return lines.join("");
}

/** Not a path, and nothing that a file system refuses. */
function checkFileName(fileName: string): void {
  if (/^[^/\\:*?"<>|\p{Cc}]+\.csv$/iu.test(fileName) && !fileName.startsWith(".")) return;
  throw new UserError(
    `displayCsvLink: the file name must be like "sessions.csv", without a folder, received ${JSON.stringify(fileName)}`,
  );
}
