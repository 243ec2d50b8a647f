import type { FileMetaData } from "hyparquet";

// What the schema of a Parquet file says about its columns.

export const DAMAGED = "it is damaged";

export type SchemaElement = FileMetaData["schema"][number];

/** The root and its children, without nested elements. */
export function topLevel(schema: readonly SchemaElement[]): SchemaElement[] {
  const elements: SchemaElement[] = [];
  let inside = 0;
  for (const [index, element] of schema.entries()) {
    if (inside === 0 || index === 0) elements.push(element);
    else inside -= 1;
    if (index > 0) inside += element.num_children ?? 0;
  }
  return elements;
}

/** The unit of the times in a column, if it has times. */
export function timeUnit({
  type,
  converted_type,
  logical_type,
}: SchemaElement): "NANOS" | "MICROS" | "MILLIS" | "DAYS" | undefined {
  if (type === "INT96") return "NANOS";
  if (logical_type?.type === "TIMESTAMP") return logical_type.unit;
  if (converted_type === "DATE") return "DAYS";
  if (converted_type === "TIMESTAMP_MICROS") return "MICROS";
  return converted_type === "TIMESTAMP_MILLIS" ? "MILLIS" : undefined;
}

/** The column with its times as numbers. */
export function withoutTime(element: SchemaElement): SchemaElement {
  const { converted_type, logical_type, ...rest } = element;
  return timeUnit(element) ? rest : element;
}
