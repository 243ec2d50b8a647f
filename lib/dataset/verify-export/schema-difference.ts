import { isDeepStrictEqual } from "node:util";
import { literalText } from "../../text/text-table";
import type { DatasetTable } from "../columns";
import { type Format, propertyOf, tableSchema } from "../export/data-package";
import { type ExportShape, NULLABLE } from "../export/export-columns";

/** The properties that programs rely on; titles and descriptions are for people and may differ. */
const FIELD_PROPERTIES = ["name", "type", "unit"] as const;
const SCHEMA_PROPERTIES = ["missingValues", "primaryKey", "foreignKeys"] as const;

/**
 * The difference between a schema and that of the table, in words; undefined if names, types, units and keys are the same.
 */
export function schemaDifference(
  schema: unknown,
  table: DatasetTable,
  format: Format,
  shape: ExportShape,
): string | undefined {
  const expected = tableSchema(table, format, shape);
  const fields = propertyOf(schema, "fields");
  if (!Array.isArray(fields) || fields.length !== expected.fields.length) {
    const found = Array.isArray(fields) ? fields.length : "no";
    return `the schema has ${found} fields instead of ${expected.fields.length}`;
  }
  for (const [index, field] of expected.fields.entries()) {
    for (const property of FIELD_PROPERTIES) {
      const [is, should] = [propertyOf(fields[index], property), propertyOf(field, property)];
      if (is !== should) {
        return `the ${property} of field ${field.name} is ${shown(is)} instead of ${shown(should)}`;
      }
    }
  }
  for (const property of SCHEMA_PROPERTIES) {
    const [is, should] = [propertyOf(schema, property), propertyOf(expected, property)];
    if (!isDeepStrictEqual(is, should)) return `${property} is ${shown(is)} instead of ${shown(should)}`;
  }
  return undefined;
}

/** The columns and missing values that the schemas of an export describe. */
export function describedShape(schemas: readonly unknown[]): ExportShape {
  const fields = schemas.flatMap((schema) => {
    const found = propertyOf(schema, "fields");
    return Array.isArray(found) ? found : [];
  });
  const named = (name: string) => fields.filter((field) => propertyOf(field, "name") === name);
  const isOptional = (field: unknown) => propertyOf(field, "constraints") === undefined;
  return {
    withSourceIds: named("source_id").length > 0,
    nullable: NULLABLE.filter((name) => named(name).some(isOptional)),
  };
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : literalText(value);
}
