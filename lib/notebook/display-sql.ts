import type { Compilable } from "kysely";
import { displayBundle } from "./display-bundle";
import { htmlText } from "./html-text";

/**
 * Shows the SQL of a query below the cell, indented, with its parameters filled in.
 *
 * @example
 * displaySql(mrrPerMonth(db));
 */
export function displaySql(query: Compilable): void {
  const text = formatSql(query);
  displayBundle({
    "text/html": `<pre style="white-space: pre">${htmlText(text)}</pre>`,
    "text/plain": text,
  });
}

/** The SQL of a query, indented, with its parameters filled in: to read, not to run. */
export function formatSql(query: Compilable): string {
  // Loaded on demand, since it would be a fifth of the time to load the library.
  const { format }: typeof import("sql-formatter") = require("sql-formatter");
  const { sql, parameters } = query.compile();
  const params = Object.fromEntries(parameters.map((value, index) => [String(index + 1), literal(value)]));
  return format(sql.replace(/"([a-z_][a-z0-9_]*)"/g, "$1"), {
    language: "postgresql",
    keywordCase: "lower",
    expressionWidth: 100,
    params,
  });
}

function literal(value: unknown): string {
  return typeof value === "number" ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
}
