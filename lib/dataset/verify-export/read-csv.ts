import { createReadStream } from "node:fs";
import { TextDecoder } from "node:util";
import { POSTGRES_EPOCH_MS } from "../../../db/copy/binary-copy-writer";
import { counted } from "../../text/numbers-in-words";
import { literalText } from "../../text/text-table";
import type { DatasetKind } from "../columns";
import type { ExportColumn } from "../export/export-columns";
import { FileDiffers, type StoredValue } from "./copy-rows";

/** Longer than any exported record; a file without line ends is not read into memory as a whole. */
const MAX_RECORD = 1_000_000;

/** A record of CSV and the line on which it ends, counted from 1. */
interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * The rows of an exported CSV file in batches, each value checked against the type of its column; a missing one is null.
 *
 * @throws FileDiffers at the first line that an export would not write
 */
export async function* readCsv(
  file: string,
  columns: readonly ExportColumn[],
  signal: AbortSignal,
): AsyncGenerator<readonly StoredValue[][]> {
  const header = columns.map(({ name }) => name).join(",");
  let hasHeader = false;
  for await (const records of csvRecords(createReadStream(file, { signal, highWaterMark: 256 * 1024 }))) {
    const [first, ...rest] = records;
    if (!hasHeader && first && first.fields.join(",") !== header) {
      throw new FileDiffers(
        `line 1 is ${literalText(first.fields.join(","))} instead of the header ${header}`,
      );
    }
    yield (hasHeader ? records : rest).map(({ line, fields }) => {
      if (fields.length !== columns.length) {
        throw new FileDiffers(
          `line ${line} has ${counted(fields.length, "value")} instead of ${columns.length}`,
        );
      }
      return columns.map(({ name, kind, nullable }, index) => {
        const text = fields[index] ?? "";
        const value = nullable && text === "" ? null : storedValue(text, kind);
        if (value !== undefined) return value;
        throw new FileDiffers(
          `line ${line}: ${name} must be ${forms[kind]}, received ${literalText(fields[index])}`,
        );
      });
    });
    hasHeader ||= first !== undefined;
  }
  if (!hasHeader) throw new FileDiffers(`is empty and lacks the header ${header}`);
}

/**
 * The records of CSV as COPY writes it, in batches: commas, quotes where they are needed and doubled inside, UTF-8.
 * Source: RFC 4180.
 */
async function* csvRecords(pieces: AsyncIterable<Buffer>): AsyncGenerator<readonly CsvRecord[]> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let line = 0;
  for await (const piece of pieces) {
    const { records, end, lines, text } = splitRecords(rest + decode(decoder, piece, line), line);
    if (text.length - end > MAX_RECORD) {
      throw new FileDiffers(`line ${lines + 1} is longer than a million characters`);
    }
    rest = text.slice(end);
    line = lines;
    yield records;
  }
  if (rest + decode(decoder, undefined, line) !== "") {
    throw new FileDiffers(`line ${line + 1}, the last, does not end`);
  }
}

function decode(decoder: TextDecoder, piece: Buffer | undefined, line: number): string {
  try {
    return decoder.decode(piece, { stream: piece !== undefined });
  } catch {
    throw new FileDiffers(`is not UTF-8 from line ${line + 1} on`);
  }
}

/** The complete records of a text, and where they end. */
function splitRecords(text: string, linesBefore: number) {
  const records: CsvRecord[] = [];
  let end = 0;
  let line = linesBefore;
  let lines = linesBefore;
  // After an odd number of quotes, the line break belongs to a value.
  let isOpen = false;
  let quote = text.indexOf('"');
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    line += 1;
    for (; quote >= 0 && quote < at; quote = text.indexOf('"', quote + 1)) isOpen = !isOpen;
    if (isOpen) continue;
    const record = text.slice(end, at > end && text.charAt(at - 1) === "\r" ? at - 1 : at);
    records.push({ line, fields: record.includes('"') ? quotedFields(record, line) : record.split(",") });
    end = at + 1;
    lines = line;
  }
  return { records, end, lines, text };
}

/** A value with or without quotes, and the comma behind it. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;

function quotedFields(record: string, line: number): string[] {
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (;;) {
    const found = FIELD.exec(record);
    if (!found) throw new FileDiffers(`line ${line} has a quote in a value without quotes`);
    const [, quoted, plain = "", comma] = found;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (comma === "") return fields;
  }
}

/** How values of each kind are written, in words. */
const forms: Readonly<Record<DatasetKind, string>> = {
  text: "a text",
  int4: "a whole number",
  int8: "a whole number",
  money: "dollars with two decimals",
  timestamptz: "a time as 2025-01-31T12:00:00.000000Z",
};

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const SECONDS = "2025-01-31T12:00:00".length;

/** The value of a text; undefined if the text does not have the form of its kind. */
function storedValue(text: string, kind: DatasetKind): StoredValue | undefined {
  switch (kind) {
    case "text":
      return text;
    case "int4":
      return /^-?\d{1,10}$/.test(text) && Number(text) === (Number(text) | 0) ? Number(text) : undefined;
    case "int8":
      return /^-?\d{1,18}$/.test(text) ? BigInt(text) : undefined;
    case "money":
      return /^\d{1,10}\.\d\d$/.test(text) ? BigInt(text.replace(".", "")) : undefined;
    case "timestamptz":
      return TIME.test(text) ? microseconds(text) : undefined;
  }
}

function microseconds(text: string): bigint | undefined {
  const ms = Date.parse(`${text.slice(0, SECONDS)}Z`);
  if (Number.isNaN(ms)) return undefined;
  return BigInt(ms - POSTGRES_EPOCH_MS) * 1000n + BigInt(text.slice(SECONDS + 1, -1));
}
