import type { CompletionInfo } from "tslab/dist/converter";

/** `displayQuery(db, "…`, or with the tag `sql` and values, up to the cursor. */
const QUERY =
  /\bdisplayQuery(?:<[^;]*?>)?\(\s*(\w+)\s*,\s*(?:sql(?:<[^;]*?>)?)?(["'`])((?:(?!\2)[^\\]|\\.)*)$/s;

/** Inside `${…`, the text is TypeScript, not SQL. */
const VALUE = /\$\{[^}]*$/;

/**
 * Completes tables and columns in the SQL of a `displayQuery`: the columns of the tables that it names, or of all, and after an alias
 * those of its table. They are those that TypeScript completes in Kysely queries of the same database.
 *
 * @param complete returns TypeScript's completions at a position of a cell
 * @returns undefined if the position is not in such SQL
 */
export function completeSql(
  source: string,
  position: number,
  complete: (source: string, position: number) => CompletionInfo,
): CompletionInfo | undefined {
  const query = QUERY.exec(source.slice(0, position));
  const [, db = "", quote = "", text = ""] = query ?? [];
  if (!query || VALUE.test(text)) return undefined;
  const offered = (call: string) => {
    const cell = `${source.slice(0, query.index)}(${db}${call}`;
    return complete(`${cell}""))`, cell.length + 1).candidates;
  };
  const tables = offered(".selectFrom(");
  const whole = text + source.slice(position).split(quote, 1);
  const [word = ""] = /[\w.]*$/.exec(text) ?? [];
  const [, alias] = /^(\w+)\./.exec(word) ?? [];
  const named = tables.filter((table) => new RegExp(`\\b${table}\\b`, "i").test(whole));
  const isAlias = (table: string) => new RegExp(`\\b${table}\\s+(?:as\\s+)?${alias}\\b`, "i").test(whole);
  const aliased = alias ? named.filter(isAlias).map((table) => `${table} as ${alias}`) : [];
  const from = aliased.length > 0 ? aliased : named;
  const columns = offered(`.selectFrom(${JSON.stringify(from.length > 0 ? from : tables)}).select(`);
  const names = [...new Set([...tables, ...columns])].filter(
    (name) => name.includes(".") === word.includes("."),
  );
  const candidates = names.filter((name) => name.toLowerCase().startsWith(word.toLowerCase()));
  return { start: position - word.length, end: position, candidates };
}
