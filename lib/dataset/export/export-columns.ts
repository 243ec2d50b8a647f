import { type Kysely, sql } from "kysely";
import type { Schema } from "../../../db/schema/schema";
import { type Column, type DatasetKind, type DatasetTable, tables } from "../columns";

/** How exported tables differ from generated ones, which have no `source_id` and no missing values. */
export interface ExportShape {
  /** Whether companies have the column `source_id`. */
  readonly withSourceIds: boolean;
  /** The columns with missing values. */
  readonly nullable: readonly string[];
}

/** The columns that may have missing values. */
export const NULLABLE = ["monthly_price", "source_id", "duration_seconds"] as const;

export interface ExportColumn extends Column<DatasetKind> {
  /** Whether values are missing. */
  readonly nullable: boolean;
}

const sourceId: Column<DatasetKind> = {
  name: "source_id",
  kind: "text",
  description: "The id of the company in the file that it was imported from.",
};

/** The columns of an exported table: those of the dataset, then `source_id` if companies have it. */
export function exportColumns(
  table: DatasetTable,
  { withSourceIds, nullable }: ExportShape,
): readonly ExportColumn[] {
  const { columns } = tables[table];
  return [...columns, ...(table === "companies" && withSourceIds ? [sourceId] : [])].map((column) => ({
    ...column,
    nullable: nullable.includes(column.name),
  }));
}

/** Finds out which of these columns have values, and which have missing ones. */
export async function readShape(db: Kysely<Schema>): Promise<ExportShape> {
  const { rows } = await sql<Record<(typeof NULLABLE)[number], boolean> & { with_source_ids: boolean }>`
    select exists (select from companies where source_id is not null) as with_source_ids,
      exists (select from subscriptions where monthly_price is null) as monthly_price,
      exists (select from companies where source_id is null) as source_id,
      exists (select from sessions where duration_seconds is null) as duration_seconds`.execute(db);
  const [found] = rows;
  return {
    withSourceIds: found?.with_source_ids ?? false,
    nullable: NULLABLE.filter((name) => found?.[name]),
  };
}
