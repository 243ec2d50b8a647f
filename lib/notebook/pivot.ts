import { inWords, UserError } from "../../db/errors/user-error";
import { valueText } from "../text/text-table";

interface PivotOptions<Rows, Columns, Values> {
  /** One row per value of this column. */
  readonly rows: Rows;
  /** One column per value of this column and number. */
  readonly columns: Columns;
  /** The column or columns with the numbers. */
  readonly values: Values | readonly Values[];
}

/** A row of a wide table: the column that names it, and numbers such as `large_sessions`. */
export type WideRow<Row, Rows extends keyof Row, Values extends keyof Row & string> = Pick<Row, Rows> &
  Record<`${string}_${Values}`, Row[Values] | null>;

/**
 * Turns long rows into a wide table: 12 rows for 12 months, with a column per company size, `large_sessions` and `small_sessions`.
 *
 * Rows and columns are in the order in which their values first appear; a combination without a row is `null`.
 *
 * @throws UserError if two rows have the same combination
 *
 * @example
 * displayTable(pivot(await sessionsPerMonth(db).execute(), { rows: "month", columns: "company_size", values: "sessions" }));
 */
export function pivot<
  Row extends object,
  Rows extends keyof Row & string,
  Columns extends keyof Row & string,
  Values extends keyof Row & string,
>(
  rows: readonly Row[],
  { rows: rowColumn, columns: columnColumn, values }: PivotOptions<Rows, Columns, Values>,
): WideRow<Row, Rows, Values>[] {
  const numbers: readonly Values[] = typeof values === "string" ? [values] : values;
  const names = [...new Set(rows.map((row) => valueText(row[columnColumn])))];
  const wide = new Map<string, Map<string, Row>>();
  for (const row of rows) {
    const key = valueText(row[rowColumn]);
    const name = valueText(row[columnColumn]);
    const cells = wide.get(key) ?? new Map<string, Row>();
    if (cells.has(name)) {
      throw new UserError(
        `pivot: rows must have each ${inWords([rowColumn, columnColumn])} once, received ${key} and ${name} twice; group the query by both`,
      );
    }
    wide.set(key, cells.set(name, row));
  }
  return [...wide.values()].map((cells) => wideRow(cells, rowColumn, names, numbers));
}

function wideRow<Row extends object, Rows extends keyof Row & string, Values extends keyof Row & string>(
  cells: ReadonlyMap<string, Row>,
  rowColumn: Rows,
  names: readonly string[],
  numbers: readonly Values[],
): WideRow<Row, Rows, Values> {
  const [first] = cells.values();
  const fields = names.flatMap((name) =>
    numbers.map((number) => [`${name}_${number}`, cells.get(name)?.[number] ?? null]),
  );
  return { [rowColumn]: first?.[rowColumn], ...Object.fromEntries(fields) };
}
