import type { Dataset } from "../../../db/schema/schema";
import { type ColumnKind, datasetTables, type TableName, tables } from "../columns";

/** The file that describes the others. */
export const PACKAGE_FILE = "datapackage.json";

/** The formats of the files, each with its media type. */
export const formats = { csv: "text/csv", parquet: "application/vnd.apache.parquet" } as const;

export type Format = keyof typeof formats;

/** The files of an export besides `datapackage.json`, in their order. */
export const exportedFiles: readonly {
  readonly file: string;
  readonly table: TableName;
  readonly format: Format;
}[] = datasetTables.flatMap((table) =>
  (["csv", "parquet"] as const).map((format) => ({ file: `${table}.${format}`, table, format })),
);

/** What a file contains, as far as it can be said without its format. */
export interface ExportedFile {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  /** Of its bytes, 64 hex digits. */
  readonly sha256: string;
}

/** A type of Table Schema. */
const fieldTypes: Readonly<Record<ColumnKind, string>> = {
  text: "string",
  int4: "integer",
  int8: "integer",
  money: "number",
  timestamptz: "datetime",
  date: "date",
  varbit: "string",
};

/** The columns of a table with their types, units, meaning and keys: a Table Schema. */
export function tableSchema(table: TableName, format: Format) {
  const { columns, keyColumns } = tables[table];
  const foreignKeys = columns.flatMap(({ name, references }) =>
    references
      ? [{ fields: [name], reference: { resource: resourceName(references, format), fields: [name] } }]
      : [],
  );
  return {
    fields: columns.map(({ name, kind, description, unit }) => ({
      name,
      type: fieldTypes[kind],
      title: titleOf(name),
      description,
      ...(unit && { unit }),
      constraints: { required: true },
    })),
    // No value is missing: an empty text is a text.
    missingValues: [],
    primaryKey: columns.slice(0, keyColumns).map(({ name }) => name),
    ...(foreignKeys.length > 0 && { foreignKeys }),
  };
}

/** A resource of the standard has a name of its own: `sessions`, and `sessions-parquet` for the same rows as Parquet. */
export function resourceName(table: TableName, format: Format): string {
  return format === "csv" ? table : `${table}-${format}`;
}

/** What the rows are and where they are from, in properties that the standard leaves to its users. */
export type PackagedDataset = Pick<
  Dataset,
  "rules" | "seed" | "start_month" | "months" | "generator_version"
> & {
  /** Of the exported rows, see `fingerprint`. */
  readonly fingerprint: string;
};

/**
 * The content of `datapackage.json`: what the files contain, and what the rows were generated from.
 *
 * It says nothing of the time or the machine: the same dataset has the same description, byte for byte, wherever and whenever it
 * is exported.
 *
 * Source: Data Package, version 2.0 (https://datapackage.org/standard/data-package/), with its parts Data Resource and Table
 * Schema. The standard knows neither units nor numbers of rows nor `dataset`; it allows properties besides its own.
 */
export function describePackage(dataset: PackagedDataset, files: readonly ExportedFile[]): string {
  const { rules, seed, start_month, months, generator_version, fingerprint } = dataset;
  const content = {
    $schema: "https://datapackage.org/profiles/2.0/datapackage.json",
    name: "startup",
    title: "A startup's customer base",
    description:
      "Companies, their subscriptions and their sessions, generated from the rules and the seed in `dataset`. " +
      "`npm run verify -- --folder` checks the files against this description.",
    dataset: {
      startMonth: start_month.slice(0, "2025-01".length),
      months,
      fingerprint,
      generatorVersion: generator_version,
      randomSeed: seed,
      rules,
    },
    resources: exportedFiles.flatMap(({ file, table, format }) =>
      files.filter((one) => one.file === file).map((one) => describeFile(one, table, format)),
    ),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function describeFile({ file, rows, bytes, sha256 }: ExportedFile, table: TableName, format: Format) {
  return {
    name: resourceName(table, format),
    path: file,
    type: "table",
    title: titleOf(table),
    description: tables[table].description,
    format,
    mediatype: formats[format],
    ...(format === "csv" && { encoding: "utf-8" }),
    bytes,
    hash: `sha256:${sha256}`,
    rows,
    schema: tableSchema(table, format),
  };
}

/** A name as a title: `created_at` is `Created at`. */
function titleOf(name: string): string {
  const words = name.replaceAll("_", " ").replace(/\bid$/, "ID");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
