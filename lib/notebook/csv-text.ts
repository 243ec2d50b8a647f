import { valueText } from "../text/value-text";

/** Characters that make a field need quotes: RFC 4180, section 2, rule 6. */
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * What a spreadsheet takes for the start of a formula, full-width signs too.
 * Source: OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection
 */
const STARTS_FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * Rows as CSV (RFC 4180: fields quoted where they need it, lines ended by CR LF): a line of names, then one line
 * per row. Columns are the fields of all rows, in the order in which they appear first; no rows give no lines.
 *
 * Numbers are written in full, times as ISO 8601 in UTC, nothing as an empty field, and a number with an interval
 * as one column per part: `churn_rate_value`, `churn_rate_low`, `churn_rate_high`. A text that a spreadsheet would
 * take for a formula gets an apostrophe before it; a number never does.
 *
 * @returns the lines, one after the other
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
