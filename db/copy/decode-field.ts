import { POSTGRES_EPOCH_MS } from "./postgres-epoch";

/** The types whose fields of binary COPY can be read. */
export type FieldType = "int4" | "int8" | "text" | "timestamptz";

/** A field of binary COPY data as text; instants as `2025-01-31T12:00:00.000Z`. */
export function decodeField(bytes: Buffer | undefined, type: FieldType): string {
  if (!bytes) return "nothing";
  switch (type) {
    case "int4":
      return String(bytes.readInt32BE());
    case "int8":
      return String(bytes.readBigInt64BE());
    case "text":
      return bytes.toString("utf8");
    case "timestamptz":
      return instantOf(Number(bytes.readBigInt64BE()));
  }
}

function instantOf(microseconds: number): string {
  const ms = Math.floor(microseconds / 1000);
  const rest = String(microseconds - ms * 1000).padStart(3, "0");
  return new Date(ms + POSTGRES_EPOCH_MS).toISOString().replace("Z", rest === "000" ? "Z" : `${rest}Z`);
}
