/** What a column holds, which says how each format writes it. */
export type ColumnKind = "text" | "integer" | "bigint" | "money" | "instant";

/** A column of an exported table. */
export interface ExportedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** A table of the dataset as it is exported: its columns, and its rows in the order of its primary key. */
export interface ExportedTable {
  readonly table: string;
  readonly columns: readonly ExportedColumn[];
  /** The primary key as SQL. Texts are ordered by their UTF-8 bytes, whatever the server's locale. */
  readonly key: string;
}

/** The dataset: all that the generator makes, and nothing that the database derives from it. */
export const exportedTables: readonly ExportedTable[] = [
  {
    table: "subscriptions",
    columns: [
      { name: "company_size", kind: "text" },
      { name: "monthly_price", kind: "money" },
    ],
    key: "convert_to(company_size, 'UTF8')",
  },
  {
    table: "companies",
    columns: [
      { name: "company_id", kind: "integer" },
      { name: "company_name", kind: "text" },
      { name: "company_size", kind: "text" },
      { name: "created_at", kind: "instant" },
    ],
    key: "company_id",
  },
  {
    table: "sessions",
    columns: [
      { name: "company_id", kind: "integer" },
      { name: "session_id", kind: "bigint" },
      { name: "created_at", kind: "instant" },
      { name: "duration_seconds", kind: "integer" },
    ],
    key: "company_id, session_id",
  },
];

/** The rows of a table in the order of its key, each column as `expression` gives it. */
export function selectRows(
  { table, columns, key }: ExportedTable,
  expression: (column: ExportedColumn) => string,
): string {
  const list = columns.map((column) => `${expression(column)} as ${column.name}`).join(", ");
  return `select ${list} from ${table} order by ${key}`;
}
