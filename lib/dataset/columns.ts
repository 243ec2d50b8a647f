import type { FieldType } from "../../db/copy/binary-copy-writer";

/** How a column is stored: as a type of binary COPY, or as money, US dollars that are encoded as whole cents. */
export type ColumnKind = FieldType | "money";

/** The kinds of the columns in `datasetTables`. */
export type DatasetKind = Exclude<ColumnKind, "date" | "varbit">;

export interface Column<Kind = ColumnKind> {
  readonly name: string;
  readonly kind: Kind;
  /** What a value is, in a sentence for a person who only has the file. */
  readonly description: string;
  /** The unit of a number, if it has one. */
  readonly unit?: "US dollars" | "seconds";
  /** The table whose primary key it refers to, which has the same name there. */
  readonly references?: DatasetTable;
}

/** A table that the generator fills. In generated data, no value is null. */
export interface Table<Kind = ColumnKind> {
  readonly description: string;
  readonly columns: readonly Column<Kind>[];
  /** How many of the columns, counted from the first, are the primary key. */
  readonly keyColumns: number;
}

/**
 * The tables that the fingerprint is computed from, in this order, and that are exported. `company_months` and `company_lives`
 * follow from them.
 */
export const datasetTables = ["subscriptions", "companies", "sessions"] as const;

export type DatasetTable = (typeof datasetTables)[number];
type MaintainedTable = "company_months" | "company_lives";
export type TableName = DatasetTable | MaintainedTable;

/** The only description of the columns, for loading, fingerprint, verification and export. */
export const tables: Readonly<Record<DatasetTable, Table<DatasetKind>> & Record<MaintainedTable, Table>> = {
  subscriptions: {
    description: "One row per company size.",
    columns: [
      { name: "company_size", kind: "text", description: "The company size (segment)." },
      {
        name: "monthly_price",
        kind: "money",
        description: "What the subscription of a company of this size costs per month.",
        unit: "US dollars",
      },
    ],
    keyColumns: 1,
  },
  companies: {
    description: "One row per company (customer).",
    columns: [
      { name: "company_id", kind: "int4", description: "The number of the company: 1, 2, 3, …" },
      { name: "company_name", kind: "text", description: "The name of the company; not unique." },
      {
        name: "company_size",
        kind: "text",
        description: "The company size (segment), which sets its monthly price.",
        references: "subscriptions",
      },
      { name: "created_at", kind: "timestamptz", description: "When the company signed up, UTC." },
    ],
    keyColumns: 1,
  },
  company_months: {
    description: "One row per company and month in which it has sessions.",
    columns: [
      { name: "company_id", kind: "int4", description: "The company.", references: "companies" },
      { name: "month_start", kind: "date", description: "The first day of a UTC calendar month." },
      { name: "sessions", kind: "int4", description: "The sessions of the company in the month, 1 or more." },
    ],
    keyColumns: 2,
  },
  company_lives: {
    description: "One row per company that was ever active.",
    columns: [
      { name: "company_id", kind: "int4", description: "The company.", references: "companies" },
      { name: "first_month", kind: "date", description: "The first day of its first active month." },
      {
        name: "activity",
        kind: "varbit",
        description: "One bit per month from the first active month to the last, 1 if it was active.",
      },
    ],
    keyColumns: 1,
  },
  sessions: {
    description: "One row per session of a company.",
    columns: [
      {
        name: "company_id",
        kind: "int4",
        description: "The company whose session it is.",
        references: "companies",
      },
      {
        name: "session_id",
        kind: "int8",
        description:
          "The number of the session, unique over all companies: company_id times 1,000,000, plus 1, 2, 3, …",
      },
      { name: "created_at", kind: "timestamptz", description: "When the session began, UTC." },
      {
        name: "duration_seconds",
        kind: "int4",
        description: "How long the session lasted, in whole seconds.",
        unit: "seconds",
      },
    ],
    keyColumns: 2,
  },
};

export function fieldType(kind: ColumnKind): FieldType {
  return kind === "money" ? "int8" : kind;
}

export function fieldTypes(table: TableName): FieldType[] {
  return tables[table].columns.map(({ kind }) => fieldType(kind));
}

/**
 * The target of a COPY: `companies (company_id, …)`.
 *
 * @param more columns after those of the dataset
 */
export function copyTarget(table: TableName, more: readonly string[] = []): string {
  return `${table} (${[...tables[table].columns.map(({ name }) => name), ...more].join(", ")})`;
}

/**
 * The query of a table's rows in the order of its key.
 *
 * The default is the canonical form, which does not depend on the server's time zone, locale or encoding: prices are
 * whole cents, and texts are ordered by their UTF-8 bytes.
 *
 * @param expression the SQL of a column
 * @param selected default: all columns described here
 */
export function selectRows(
  table: TableName,
  expression: (column: Column) => string = binary,
  selected: readonly Column[] = tables[table].columns,
): string {
  const { columns, keyColumns } = tables[table];
  const list = selected.map((column) => `${expression(column)} as ${column.name}`).join(", ");
  const key = columns
    .slice(0, keyColumns)
    .map(({ name, kind }) => (kind === "text" ? `convert_to(${table}.${name}, 'UTF8')` : `${table}.${name}`));
  return `select ${list} from ${table} order by ${key.join(", ")}`;
}

export function binary({ name, kind }: Column): string {
  return kind === "money" ? `(${name} * 100)::bigint` : name;
}
