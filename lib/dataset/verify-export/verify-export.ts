// lib/dataset/verify-export: checks an export against its own description, without a database.

import { createHash } from "node:crypto";
import path from "node:path";
import { decodeTuples } from "../../../db/copy/binary-copy-reader";
import { messageOf, UserError } from "../../../db/errors/user-error";
import { count, counted } from "../../text/numbers-in-words";
import { literalText } from "../../text/text-table";
import { datasetTables } from "../columns";
import { generatorVersion } from "../company-generator";
import type { Format } from "../export/data-package";
import { type ExportShape, exportColumns } from "../export/export-columns";
import { fileDigest } from "../export/file-digest";
import { interruptible } from "../interruptible";
import { totalCompanies } from "../rules";
import { firstDifference, regeneratedHash } from "../verify/regeneration";
import { type CheckRow, ruleRow, Verification } from "../verify/verification";
import type { VerifyOptions } from "../verify/verify";
import { type CopyPiece, copyRows, FileDiffers } from "./copy-rows";
import { readCsv } from "./read-csv";
import { type Origin, readOrigin } from "./read-origin";
import { type DescribedFile, readPackage } from "./read-package";
import { readParquet } from "./read-parquet";
import { describedShape, schemaDifference } from "./schema-difference";

/**
 * Checks the files that `exportDataset` wrote against their `datapackage.json`, without a database: sizes and SHA-256; columns,
 * types and numbers of rows; the fingerprint of the rows in each format; and, if they were generated, that rules and seed
 * generate the same rows.
 *
 * Rows are streamed: memory does not grow with them.
 *
 * @param folder read only
 * @returns one row per check, and `passed`; a failed check names the file and the difference
 * @throws UserError if the folder has no valid `datapackage.json`, lacks a file or contains others or links, cannot be read, or it was
 *   interrupted
 */
export async function verifyExport(folder: string, options: VerifyOptions = {}): Promise<Verification> {
  return await interruptible(options.signal, async (signal) => {
    try {
      return await new FolderCheck(folder, signal).run();
    } catch (thrown) {
      const reason = signal.aborted ? "it was interrupted" : messageOf(thrown);
      throw new UserError(`verify: ${reason}`, { cause: thrown });
    }
  });
}

const UNCHECKED = "regeneration is checked for generated data only";

/** The results of reading the files of one format. */
interface FormatReading {
  readonly rows: readonly CheckRow[];
  /** Of the rows; undefined if a file could not be read. */
  readonly fingerprint: string | undefined;
}

class FolderCheck {
  readonly #folder: string;
  readonly #signal: AbortSignal;
  #shape: ExportShape = { withSourceIds: false, nullable: [] };

  constructor(folder: string, signal: AbortSignal) {
    this.#folder = folder;
    this.#signal = signal;
  }

  async run(): Promise<Verification> {
    const { files, dataset } = await readPackage(this.#folder);
    const origin = readOrigin(dataset);
    this.#shape = describedShape(files.map(({ schema }) => schema));
    const digests: CheckRow[] = [];
    for (const file of files) digests.push(await this.#checkBytes(file));
    const isWhole = (file: DescribedFile) => digests[files.indexOf(file)]?.passed ?? false;
    const csv = await this.#readFormat("csv", files, () => true);
    const parquet = await this.#readFormat("parquet", files, isWhole);
    const rows = [
      checkSchemas(files, this.#shape),
      ...digests,
      ...csv.rows,
      checkFingerprint("csv", csv, origin),
      ...parquet.rows,
      checkFingerprint("parquet", parquet, origin),
    ];
    const { isGenerated, generator, detail } = origin;
    if (!isGenerated)
      return new Verification([ruleRow("record of the dataset", true, detail), ...rows], UNCHECKED);
    return new Verification([
      ruleRow("record of rules and seed", generator !== undefined, detail),
      ...rows,
      await this.#checkRegeneration(csv, origin, files),
    ]);
  }

  async #checkBytes({ file, bytes, sha256 }: DescribedFile): Promise<CheckRow> {
    const found = await fileDigest(path.join(this.#folder, file), this.#signal);
    const check = `size and SHA-256 of ${file}`;
    if (found.bytes !== bytes) {
      return ruleRow(check, false, `${file} has ${counted(found.bytes, "byte")} instead of ${count(bytes)}`);
    }
    const same = found.sha256 === sha256;
    return ruleRow(
      check,
      same,
      same ? counted(bytes, "byte") : `${file} has the SHA-256 ${found.sha256} instead of ${sha256}`,
    );
  }

  /** @param isReadable whether a file is safe to read */
  async #readFormat(
    format: Format,
    files: readonly DescribedFile[],
    isReadable: (file: DescribedFile) => boolean,
  ): Promise<FormatReading> {
    const hash = createHash("sha256");
    const rows: CheckRow[] = [];
    let isRead = true;
    for (const described of files.filter((one) => one.format === format)) {
      const { file } = described;
      const row = (passed: boolean, detail: string) => ruleRow(`rows of ${file}`, passed, detail);
      try {
        if (!isReadable(described)) throw new FileDiffers("is not read, since its bytes differ");
        let found = 0;
        for await (const piece of this.#copyPieces(described)) {
          hash.update(piece.bytes);
          found = piece.rows;
        }
        const same = found === described.rows;
        rows.push(
          row(
            same,
            same
              ? counted(found, "row")
              : `${file} has ${counted(found, "row")} instead of ${count(described.rows)}`,
          ),
        );
      } catch (thrown) {
        this.#signal.throwIfAborted();
        isRead = false;
        const what = thrown instanceof FileDiffers ? "" : "cannot be read: ";
        rows.push(row(false, `${file}: ${what}${messageOf(thrown)}`));
      }
    }
    return { rows, fingerprint: isRead ? hash.digest("hex") : undefined };
  }

  /** The rows of a file as binary COPY data. */
  async *#copyPieces({ file, table, format }: DescribedFile): AsyncGenerator<CopyPiece> {
    const read = format === "csv" ? readCsv : readParquet;
    const batches = read(path.join(this.#folder, file), exportColumns(table, this.#shape), this.#signal);
    for await (const piece of copyRows(table, batches)) {
      this.#signal.throwIfAborted();
      yield piece;
    }
  }

  /** If the rows differ from a regeneration, names the first row that does, table by table. */
  async #checkRegeneration(
    { fingerprint }: FormatReading,
    { generator, version }: Origin,
    files: readonly DescribedFile[],
  ): Promise<CheckRow> {
    const row = (passed: boolean, detail: string) => ruleRow("rows match a regeneration", passed, detail);
    if (!generator) return row(false, "without valid rules and seed there is nothing to regenerate");
    if (version !== generatorVersion) {
      return row(
        false,
        `generatorVersion is ${literalText(version)}, and this generator has ${generatorVersion}`,
      );
    }
    if (!fingerprint) return row(false, "the CSV files cannot be read");
    const companies = files.find(({ file }) => file === "companies.csv")?.rows;
    // Avoids regenerating millions of companies for a file of a few.
    const mayBeEqual = companies === totalCompanies(generator.rules);
    if (mayBeEqual && (await regeneratedHash(generator, datasetTables, this.#signal)) === fingerprint) {
      return row(true, "all rows are equal");
    }
    const differences: string[] = [];
    for (const file of files.filter(({ format }) => format === "csv")) {
      const stored = decodeTuples(bytesOf(this.#copyPieces(file)));
      const difference = await firstDifference(file.table, stored, generator);
      if (difference) differences.push(`${file.file}: ${difference}`);
    }
    return row(false, differences.join("; "));
  }
}

async function* bytesOf(pieces: AsyncIterable<CopyPiece>): AsyncGenerator<Buffer> {
  for await (const { bytes } of pieces) yield bytes;
}

function checkSchemas(files: readonly DescribedFile[], shape: ExportShape): CheckRow {
  const differences = files.flatMap(({ file, schema, table, format }) => {
    const difference = schemaDifference(schema, table, format, shape);
    return difference ? [`${file}: ${difference}`] : [];
  });
  const detail = differences.join("; ") || counted(files.length, "file");
  return ruleRow("columns, types and keys", differences.length === 0, detail);
}

function checkFingerprint(format: Format, { fingerprint }: FormatReading, origin: Origin): CheckRow {
  const name = { csv: "CSV", parquet: "Parquet" }[format];
  const row = (passed: boolean, detail: string) =>
    ruleRow(`fingerprint of the ${name} files`, passed, detail);
  if (!fingerprint) return row(false, `the ${name} files cannot be read`);
  const same = fingerprint === origin.fingerprint;
  return row(
    same,
    same ? fingerprint : `the ${name} files have ${fingerprint} (${origin.fingerprint} recorded)`,
  );
}
