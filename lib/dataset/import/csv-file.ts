import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import Papa from "papaparse";
import { count, counted } from "../../text/numbers-in-words";
import type { ImportedFile } from "../record";
import type { Problem } from "./problems";
import type { OpenTable, ReadOptions, RowTaker, TableFile } from "./table-file";
import { decoded, InvalidUtf8, invalidLine, PIECE_BYTES, Unreadable, unpacked } from "./text-file";

/** A longer record means a quote that is not closed, or that the file is not a table. */
const MAX_RECORD = 1_000_000;
const DELIMITERS = [",", ";", "\t"] as const;

/**
 * Reads CSV: RFC 4180, UTF-8 with or without a byte order mark, optionally gzipped, with commas, semicolons or tabs as in the header,
 * and any line ends, even mixed. Lines without a value do not count.
 */
export async function readCsv(file: TableFile, open: OpenTable, options: ReadOptions): Promise<ImportedFile> {
  const { name, bytes } = file;
  const { problems, signal, onBytes } = options;
  const hash = createHash("sha256");
  const records = new CsvRecords(open, (problem) => problems.add({ file: name, ...problem }));
  try {
    const pieces = unpacked(file, signal, (piece) => {
      hash.update(piece);
      onBytes(piece.length);
    });
    const text = decoded(pieces);
    // Closes the file if not all of it is read.
    await records.read(text).finally(() => text.return(undefined));
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof Unreadable)) throw thrown;
    const isText = !(thrown instanceof InvalidUtf8);
    problems.add({
      file: name,
      ...thrown.problem,
      ...(!isText && { line: await invalidLine(file, signal) }),
    });
  }
  return { name, bytes, sha256: hash.digest("hex"), rows: records.rows };
}

class CsvRecords {
  readonly #open: OpenTable;
  readonly #report: (problem: Omit<Problem, "file">) => void;
  #header: readonly string[] | undefined;
  #taker: RowTaker | undefined;
  /** The line on which the next record begins. */
  #line = 1;
  #rows = 0;
  /** Characters received. */
  #received = 0;
  #newline: "\n" | "\r" = "\n";
  #hasQuotes = false;

  constructor(open: OpenTable, report: (problem: Omit<Problem, "file">) => void) {
    this.#open = open;
    this.#report = report;
  }

  get rows(): number {
    return this.#rows;
  }

  async read(pieces: AsyncGenerator<string>): Promise<void> {
    const first = await firstLine(pieces);
    // A line for Excel, above the header.
    const start = first.replace(/^sep=.\r?\n/i, "");
    if (start !== first) this.#line += 1;
    const [, line = ""] = /^\s*(.*)/.exec(start) ?? [];
    if (/^\s*[[{<]/.test(start)) {
      throw new Unreadable({ rule: "is JSON, HTML or XML; it must be a CSV or Parquet file" });
    }
    this.#newline = start.includes("\n") || !start.includes("\r") ? "\n" : "\r";
    const source = Readable.from(this.#inspected(start, pieces), { highWaterMark: 1 });
    await new Promise<void>((resolve, reject) => {
      const end = (thrown: Error) => {
        source.destroy();
        reject(thrown);
      };
      Papa.parse<string[]>(source, {
        delimiter: delimiterOf(line),
        newline: this.#newline,
        chunk: (results, parser) => {
          try {
            if (this.#takeAll(results)) return;
            source.destroy();
            parser.abort();
          } catch (thrown) {
            // Before `abort`, which calls `complete`.
            end(thrown as Error);
            parser.abort();
          }
        },
        complete: () => resolve(),
        error: end,
      });
    });
    if (!this.#header) throw new Unreadable({ rule: "is empty; the first line must name the columns" });
    if (this.#taker && this.#rows === 0) throw new Unreadable({ rule: "has no rows below its header" });
  }

  async *#inspected(start: string, pieces: AsyncGenerator<string>): AsyncGenerator<string> {
    for (let piece = start; ; ) {
      this.#received += piece.length;
      this.#hasQuotes ||= piece.includes('"');
      if (piece !== "") yield piece;
      const next = await pieces.next();
      if (next.done) return;
      piece = next.value;
    }
  }

  /** Takes the records that a piece completes; returns false if no more are wanted. */
  #takeAll({ data, errors, meta }: Papa.ParseResult<string[]>): boolean {
    // The parser may be wrong about an incomplete record.
    const broken = new Map(errors.map(({ row = data.length, code }) => [row, code]));
    for (const [index, fields] of data.entries()) {
      if (!this.#take(fields, broken.get(index))) return false;
    }
    if (data.length === 0 && this.#received - meta.cursor > MAX_RECORD) {
      throw new Unreadable({
        line: this.#line,
        rule: `begins a record of more than ${count(MAX_RECORD)} characters; perhaps a quote is not closed`,
      });
    }
    return true;
  }

  #take(fields: string[], error: Papa.ParseError["code"] | undefined): boolean {
    const line = this.#line;
    this.#line += 1;
    if (this.#hasQuotes) this.#line += breaks(fields, this.#newline);
    const last = fields.at(-1) ?? "";
    if (last.endsWith("\r")) fields[fields.length - 1] = last.slice(0, -1);
    if (!error && fields.every((field) => field.trim() === "")) return true;
    if (!this.#header) {
      this.#header = fields.map((name) => name.trim());
      this.#taker = this.#open(this.#header);
      return this.#taker !== undefined;
    }
    this.#rows += 1;
    const rule = this.#brokenRule(fields, this.#header.length, error);
    if (rule) this.#report({ line, rule });
    else this.#taker?.take(fields, line);
    return true;
  }

  #brokenRule(
    fields: readonly string[],
    columns: number,
    error?: Papa.ParseError["code"],
  ): string | undefined {
    if (error === "MissingQuotes") return "has a quote that is not closed";
    if (error) return 'has a quote inside a quoted value; write it twice, ""';
    if (fields.length !== columns) return `has ${counted(fields.length, "value")} instead of ${columns}`;
    return undefined;
  }
}

/** The beginning of a text, at least up to the end of its first line. */
async function firstLine(pieces: AsyncGenerator<string>): Promise<string> {
  let start = "";
  while (!start.includes("\n") && start.length < PIECE_BYTES) {
    const next = await pieces.next();
    if (next.done) break;
    start += next.value;
  }
  return start;
}

/** The most frequent one outside of quotes. */
function delimiterOf(header: string): string {
  const plain = header.replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((delimiter) => plain.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
}

function breaks(fields: readonly string[], newline: string): number {
  let found = 0;
  for (const field of fields) {
    for (let at = field.indexOf(newline); at >= 0; at = field.indexOf(newline, at + 1)) found += 1;
  }
  return found;
}
