import { inspect } from "node:util";

/** A value of a column as text: nothing as an empty text, times as ISO 8601 in UTC, bytes in hex, the rest as JSON. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  return typeof value === "object" ? jsonText(value) : String(value);
}

/** As Node shows it if there is no JSON of it: sets and maps, and what contains itself. */
function jsonText(value: object): string {
  const asNode = () => inspect(value, { breakLength: Number.POSITIVE_INFINITY });
  if (value instanceof Map || value instanceof Set) return asNode();
  try {
    return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "";
  } catch {
    return asNode();
  }
}
