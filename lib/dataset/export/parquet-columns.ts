import type { ParquetWriter } from "hyparquet-writer";
import { POSTGRES_EPOCH_MS } from "../../../db/copy/postgres-epoch";
import type { ColumnKind, ExportedColumn } from "./exported-tables";

type SchemaElement = ParquetWriter["schema"][number];

/** A value as the Parquet writer wants it. */
export type ColumnValue = string | number | bigint;

/** How Parquet keeps a kind of column, and how its value is read from a field of binary COPY. */
interface ParquetKind {
  readonly element: Omit<SchemaElement, "name" | "repetition_type">;
  readonly read: (field: Buffer) => ColumnValue;
}

const POSTGRES_EPOCH_MICROSECONDS = BigInt(POSTGRES_EPOCH_MS) * 1000n;

const kinds: Readonly<Record<ColumnKind, ParquetKind>> = {
  text: {
    element: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
    read: (field) => field.toString("utf8"),
  },
  integer: { element: { type: "INT32" }, read: (field) => field.readInt32BE() },
  bigint: { element: { type: "INT64" }, read: (field) => field.readBigInt64BE() },
  // The number of cents, of which the reader makes dollars: exact.
  money: {
    element: {
      type: "INT64",
      converted_type: "DECIMAL",
      logical_type: { type: "DECIMAL", precision: 12, scale: 2 },
      precision: 12,
      scale: 2,
    },
    read: (field) => field.readBigInt64BE(),
  },
  // Microseconds, as exact as Postgres keeps them.
  instant: {
    element: {
      type: "INT64",
      converted_type: "TIMESTAMP_MICROS",
      logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
    },
    read: (field) => field.readBigInt64BE() + POSTGRES_EPOCH_MICROSECONDS,
  },
};

/** The schema of a table: its columns in their order, none of them nullable. */
export function parquetSchema(columns: readonly ExportedColumn[]): SchemaElement[] {
  const elements = columns.map(({ name, kind }): SchemaElement => {
    return { name, repetition_type: "REQUIRED", ...kinds[kind].element };
  });
  return [{ name: "schema", num_children: columns.length }, ...elements];
}

/** The column as SQL for binary COPY, in the form that `readField` takes. */
export function parquetExpression({ name, kind }: ExportedColumn): string {
  return kind === "money" ? `(${name} * 100)::bigint` : name;
}

/** The value of a field of binary COPY; no column of the dataset is nullable. */
export function readField(kind: ColumnKind, field: Buffer | undefined): ColumnValue {
  if (!field) throw new RangeError(`a record has no field for a column of kind ${kind}`);
  return kinds[kind].read(field);
}
