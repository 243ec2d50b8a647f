import type { Dataset } from "../../../db/schema/schema";
import { type DatasetKind, type DatasetTable, datasetTables, tables } from "../columns";
import { type ExportShape, exportColumns } from "./export-columns";

/** The file that describes the others. */
export const PACKAGE_FILE = "datapackage.json";

/** The formats of the files, each with its media type. */
const formats = { csv: "text/csv", parquet: "application/vnd.apache.parquet" } as const;

export type Format = keyof typeof formats;

/** What a file of an export contains. */
export interface FileContent {
  readonly file: string;
  readonly table: DatasetTable;
  readonly format: Format;
}

/** The files of an export besides `datapackage.json`, in their order. */
export const exportedFiles: readonly FileContent[] = datasetTables.flatMap((table) =>
  (["csv", "parquet"] as const).map((format) => ({ file: `${table}.${format}`, table, format })),
);

/** An exported file as `datapackage.json` describes it. */
export interface ExportedFile {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** A type of Table Schema. */
const fieldTypes: Readonly<Record<DatasetKind, string>> = {
  text: "string",
  int4: "integer",
  int8: "integer",
  money: "number",
  timestamptz: "datetime",
};

/** The columns of a table with their types, units, meaning and keys: a Table Schema. */
export function tableSchema(table: DatasetTable, format: Format, shape: ExportShape) {
  const { keyColumns } = tables[table];
  const columns = exportColumns(table, shape);
  const foreignKeys = columns.flatMap(({ name, references }) =>
    references
      ? [{ fields: [name], reference: { resource: resourceName(references, format), fields: [name] } }]
      : [],
  );
  return {
    fields: columns.map(({ name, kind, description, unit, nullable }) => ({
      name,
      type: fieldTypes[kind],
      title: titleOf(name),
      description,
      ...(unit && { unit }),
      ...(!nullable && { constraints: { required: true } }),
    })),
    // If no value is missing, an empty text is a text.
    missingValues: columns.some(({ nullable }) => nullable) ? [""] : [],
    primaryKey: columns.slice(0, keyColumns).map(({ name }) => name),
    ...(foreignKeys.length > 0 && { foreignKeys }),
  };
}

/** The unique name of a resource: `sessions`, and `sessions-parquet` for the same rows as Parquet. */
function resourceName(table: DatasetTable, format: Format): string {
  return format === "csv" ? table : `${table}-${format}`;
}

/** The dataset and its origin, as custom properties. */
type PackagedDataset = Pick<
  Dataset,
  "rules" | "seed" | "start_month" | "months" | "generator_version" | "imported_from"
> & {
  /** The fingerprint of the exported rows. */
  readonly fingerprint: string;
};

/**
 * The content of `datapackage.json`: what the files contain, and what the rows were generated or imported from.
 *
 * It contains no time and no machine, so that the same dataset always has the same description, byte for byte.
 *
 * Source: Data Package, version 2.0 (https://datapackage.org/standard/data-package/), with Data Resource and Table Schema. Units,
 * numbers of rows and `dataset` are custom properties, which the standard allows.
 */
export function describePackage(
  dataset: PackagedDataset,
  files: readonly ExportedFile[],
  shape: ExportShape,
): string {
  const { start_month, months, fingerprint } = dataset;
  const content = {
    $schema: "https://datapackage.org/profiles/2.0/datapackage.json",
    name: "startup",
    title: "A startup's customer base",
    description:
      `Companies, their subscriptions and their sessions${originInWords(dataset)}. ` +
      "`npm run verify -- --folder` checks the files against this description.",
    dataset: {
      startMonth: start_month.slice(0, "2025-01".length),
      months,
      fingerprint,
      ...originOf(dataset),
    },
    resources: exportedFiles.flatMap(({ file, table, format }) =>
      files.filter((one) => one.file === file).map((one) => describeFile(one, table, format, shape)),
    ),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function originInWords({ rules, imported_from }: PackagedDataset): string {
  if (rules) return ", generated from the rules and the seed in `dataset`";
  return imported_from ? ", imported from the files in `dataset`" : "";
}

/** Rules and seed, or the files; neither for rows inserted by hand. */
function originOf(dataset: PackagedDataset) {
  const { rules, seed, generator_version, imported_from } = dataset;
  if (rules) return { generatorVersion: generator_version, randomSeed: seed, rules };
  return imported_from ? { importedFrom: imported_from } : {};
}

function describeFile(
  { file, rows, bytes, sha256 }: ExportedFile,
  table: DatasetTable,
  format: Format,
  shape: ExportShape,
) {
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
    schema: tableSchema(table, format, shape),
  };
}

/** A property of a value from JSON; undefined if it has none. */
export function propertyOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

/** A name as a title: `created_at` is `Created at`. */
function titleOf(name: string): string {
  const words = name.replaceAll("_", " ").replace(/\bid$/, "ID");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
