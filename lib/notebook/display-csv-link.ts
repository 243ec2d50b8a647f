import { UserError } from "../../db/errors/user-error";
import { count, counted } from "../text/numbers-in-words";
import { valueText } from "../text/text-table";
import { displayBundle, type MimeBundle } from "./display-bundle";
import { escapeHtml } from "./html-text";

/** Chromium accepts addresses of up to 2 MiB, which is 1.5 MB in base64. */
const MAX_BYTES = 1_500_000;
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Shows a link below the cell that downloads the rows as a CSV file: one line per row in the order given, one
 * column per field, with its name. The rows are part of the link, so it works offline, in the saved notebook
 * and in the report.
 *
 * Numbers are written in full, times as ISO 8601 in UTC; a number with an interval becomes one column per part:
 * `churn_rate_value`, `churn_rate_low`, `churn_rate_high`. Fields are quoted as in RFC 4180. A text that a
 * spreadsheet would take for a formula is prefixed with an apostrophe.
 *
 * @param rows at most 1.5 MB of CSV; `npm run export` writes the whole dataset
 * @param fileName `<name>.csv`
 * @throws UserError if the rows do not fit into a link, or the name is not that of a CSV file
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
    "text/plain": `${fileName} (${size}): open this notebook in Jupyter to download it`,
  };
}

/** The CSV as an address; Excel needs a byte order mark to recognize UTF-8. */
function dataUrl(rows: readonly object[]): string {
  const csv = csvOf(rows);
  const bytes = Buffer.from(/[^\0-\x7f]/.test(csv) ? BYTE_ORDER_MARK + csv : csv);
  return `data:text/csv;charset=utf-8;base64,${bytes.toString("base64")}`;
}

/** Stops at the first row that does not fit. */
function csvOf(rows: readonly object[]): string {
  const lines: string[] = [];
  let bytes = 0;
  for (const line of csvLines(rows)) {
    bytes += Buffer.byteLength(line);
    if (bytes > MAX_BYTES) {
      const fit = count(Math.max(0, lines.length - 1));
      throw new UserError(
        `displayCsvLink: the rows must fit into 1.5 MB of CSV, received ${counted(rows.length, "row")}, of which the first ${fit} do;` +
          " pass fewer rows, or export the dataset with `npm run export`",
      );
    }
    lines.push(line);
  }
  return lines.join("");
}

/** Refuses paths, and characters that file systems do not allow. */
function checkFileName(fileName: string): void {
  if (/^[^/\\:*?"<>|\p{Cc}]+\.csv$/iu.test(fileName) && !fileName.startsWith(".")) return;
  throw new UserError(
    `displayCsvLink: the file name must be like "sessions.csv", without a folder, received ${JSON.stringify(fileName)}`,
  );
}

/** Characters that make a field need quotes: RFC 4180, section 2, rule 6. */
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * What a spreadsheet takes for the start of a formula, full-width signs too.
 * Source: OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection
 */
const STARTS_FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * Rows as CSV (RFC 4180: fields quoted where they need it, lines ended by CR LF): a line of names, then one line
 * per row. Columns are the fields of all rows, in the order in which they appear first; without rows there are no lines.
 *
 * Values are written as `displayCsvLink` documents; null is an empty field, and numbers never get an apostrophe.
 */
export function* csvLines(rows: readonly object[]): Iterable<string> {
  if (rows.length === 0) return;
  const names = new Set<string>();
  for (const row of rows) for (const name of flatten(row).keys()) names.add(name);
  yield csvLine([...names]);
  for (const row of rows) {
    const record = flatten(row);
    yield csvLine([...names].map((name) => record.get(name)));
  }
}

function csvLine(fields: readonly unknown[]): string {
  return `${fields.map(csvField).join(",")}\r\n`;
}

/** The fields of a row, with those of a plain object inside of it as fields of their own. */
function flatten(row: object): Map<string, unknown> {
  const fields = Object.entries(row).flatMap(([name, value]): [string, unknown][] =>
    isRecord(value)
      ? Object.entries(value).map(([part, inner]) => [`${name}_${part}`, inner])
      : [[name, value]],
  );
  return new Map(fields);
}

function isRecord(value: unknown): value is object {
  return (
    typeof value === "object" &&
    value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value))
  );
}

function csvField(value: unknown): string {
  const text = typeof value === "string" ? withoutFormula(value) : valueText(value);
  return NEEDS_QUOTES.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function withoutFormula(text: string): string {
  return STARTS_FORMULA.test(text) ? `'${text}` : text;
}
