import type { FieldType } from "../../db/copy/binary-copy-writer";

/** How a column is stored: as a type of binary COPY, or as money, US dollars that are encoded as whole cents. */
export type ColumnKind = FieldType | "money";

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** A table that the generator fills. No column is nullable. */
export interface Table {
  readonly columns: readonly Column[];
  /** How many of the columns, counted from the first, are the primary key. */
  readonly keyColumns: number;
}

export type TableName = "subscriptions" | "companies" | "company_months" | "company_lives" | "sessions";

/** The one description of the columns: it drives loading, the fingerprint, verification and export. */
export const tables: Readonly<Record<TableName, Table>> = {
  subscriptions: {
    columns: [
      { name: "company_size", kind: "text" },
      { name: "monthly_price", kind: "money" },
    ],
    keyColumns: 1,
  },
  companies: {
    columns: [
      { name: "company_id", kind: "int4" },
      { name: "company_name", kind: "text" },
      { name: "company_size", kind: "text" },
      { name: "created_at", kind: "timestamptz" },
    ],
    keyColumns: 1,
  },
  company_months: {
    columns: [
      { name: "company_id", kind: "int4" },
      { name: "month_start", kind: "date" },
      { name: "sessions", kind: "int4" },
    ],
    keyColumns: 2,
  },
  company_lives: {
    columns: [
      { name: "company_id", kind: "int4" },
      { name: "first_month", kind: "date" },
      { name: "activity", kind: "varbit" },
    ],
    keyColumns: 1,
  },
  sessions: {
    columns: [
      { name: "company_id", kind: "int4" },
      { name: "session_id", kind: "int8" },
      { name: "created_at", kind: "timestamptz" },
      { name: "duration_seconds", kind: "int4" },
    ],
    keyColumns: 2,
  },
};

/**
 * The dataset: what the fingerprint is made of, in this order, and what is exported. `company_months` and `company_lives`
 * follow from it.
 */
export const datasetTables = ["subscriptions", "companies", "sessions"] as const;

/** The type of a column's values in binary COPY. */
export function fieldType(kind: ColumnKind): FieldType {
  return kind === "money" ? "int8" : kind;
}

/** The types of a table's columns in binary COPY. */
export function fieldTypes(table: TableName): FieldType[] {
  return tables[table].columns.map(({ kind }) => fieldType(kind));
}

/** The table and its columns as COPY wants them: `companies (company_id, …)`. */
export function copyTarget(table: TableName): string {
  return `${table} (${tables[table].columns.map(({ name }) => name).join(", ")})`;
}

/**
 * The query of a table's rows in the order of its key.
 *
 * The default is the canonical form, which does not depend on the server's time zone, locale or encoding: prices are
 * whole cents, and texts are ordered by their UTF-8 bytes.
 *
 * @param expression the SQL of a column
 */
export function selectRows(table: TableName, expression: (column: Column) => string = binary): string {
  const { columns, keyColumns } = tables[table];
  const list = columns.map((column) => `${expression(column)} as ${column.name}`).join(", ");
  const key = columns
    .slice(0, keyColumns)
    .map(({ name, kind }) => (kind === "text" ? `convert_to(${table}.${name}, 'UTF8')` : `${table}.${name}`));
  return `select ${list} from ${table} order by ${key.join(", ")}`;
}

function binary({ name, kind }: Column): string {
  return kind === "money" ? `(${name} * 100)::bigint` : name;
}
