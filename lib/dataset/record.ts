import type { Kysely } from "kysely";
import { UserError } from "../../db/errors/user-error";
import type { Dataset, Schema } from "../../db/schema/schema";
import { checkRandomSeed, checkRules } from "./check-rules";
import { type CompanyGenerator, createCompanyGenerator } from "./company-generator";
import { type Rules, totalCompanies } from "./rules";

/** The dataset in the database and its origin: generated from rules, imported from files, or inserted by hand. */
export interface CurrentDataset {
  /** The rules as they were given to the generator; undefined if the data was not generated. */
  readonly rules: Rules | undefined;
  /** Undefined if the data was not generated. */
  readonly randomSeed: string | undefined;
  /** Undefined if the data was not imported. */
  readonly importedFrom: ImportedFrom | undefined;
  /** The first month: `2025-01`. */
  readonly startMonth: string;
  readonly months: number;
  readonly companies: number;
  readonly sessions: number;
  /**
   * The SHA-256 of the rows that were loaded, 64 hex digits: equal fingerprints mean equal rows, see `fingerprint`. Undefined if
   * they were inserted by hand.
   */
  readonly fingerprint: string | undefined;
}

/** A file that rows were imported from. */
export interface ImportedFile {
  /** The name without the folder. */
  readonly name: string;
  readonly bytes: number;
  /** Of its bytes, 64 hex digits. */
  readonly sha256: string;
  /** Without the header. */
  readonly rows: number;
}

/** The origin of imported data. */
export interface ImportedFrom {
  readonly importedAt: Date;
  readonly files: readonly ImportedFile[];
  /** The time zone of the times that name none. */
  readonly timeZone: string;
  /** Whether months are those of `timeZone` instead of UTC. */
  readonly localMonths: boolean;
  /** How many rows of the files were left out, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** The record of a generated dataset. */
type GeneratedRecord = {
  readonly [Column in Exclude<keyof Dataset, "imported_from">]: NonNullable<Dataset[Column]>;
};

/** A valid record, and the generator that it describes. */
export interface RecordedDataset {
  readonly record: GeneratedRecord;
  readonly generator: CompanyGenerator;
}

/** The number of rows in a table. */
export async function countRows(db: Kysely<Schema>, table: keyof Schema): Promise<number> {
  const query = db.selectFrom(table).select(({ fn }) => fn.countAll<number>().as("rows"));
  return (await query.executeTakeFirstOrThrow()).rows;
}

/** Whether the database contains a dataset. */
export async function hasDataset(db: Kysely<Schema>): Promise<boolean> {
  return (await db.selectFrom("dataset").select("dataset_id").executeTakeFirst()) !== undefined;
}

/**
 * Reads which dataset the database contains and its origin: the rules and seed that it was generated from, or the files that it was
 * imported from.
 *
 * @throws UserError if there is no dataset, or its record is invalid
 *
 * @example
 * const { rules, importedFrom } = await currentDataset(db);
 */
export async function currentDataset(db: Kysely<Schema>): Promise<CurrentDataset> {
  const record = await db.selectFrom("dataset").selectAll().executeTakeFirst();
  if (!record) throw new UserError(`dataset: ${NO_DATASET}`);
  const { recorded, detail } = checkRecord(record);
  if (record.rules && !recorded) throw new UserError(`dataset: ${detail}`);
  return {
    rules: recorded?.generator.rules,
    randomSeed: recorded?.generator.randomSeed,
    importedFrom: importedFrom(record),
    startMonth: record.start_month.slice(0, "2025-01".length),
    months: record.months,
    companies: record.companies ?? (await countRows(db, "companies")),
    sessions: record.sessions ?? (await countRows(db, "sessions")),
    fingerprint: record.fingerprint ?? undefined,
  };
}

/** The origin of the data, if it was imported. */
export function importedFrom({
  imported_from,
  seeded_at,
}: Pick<Dataset, "imported_from" | "seeded_at">): ImportedFrom | undefined {
  // Written by an import; a check constraint rules it out for other datasets.
  return imported_from
    ? { ...(imported_from as Omit<ImportedFrom, "importedAt">), importedAt: seeded_at }
    : undefined;
}

/** What is wrong with an empty database, and the way out. */
export const NO_DATASET =
  "the database contains no dataset; generate one with `npm run seed`, or import one with `npm run import`";

/** The record of a generated dataset, or the reason why there is none. */
interface RecordCheck {
  readonly recorded: RecordedDataset | undefined;
  readonly detail: string;
}

/**
 * Checks that the rules and the seed of a record are valid and its columns agree with them. `detail` names the seed, or what
 * is wrong if `recorded` is missing.
 */
export function checkRecord(row: Dataset | undefined): RecordCheck {
  const invalid = (detail: string) => ({ recorded: undefined, detail });
  if (!row) return invalid(NO_DATASET);
  const { rules, seed, generator_version, companies, sessions, fingerprint } = row;
  if (
    rules === null ||
    seed === null ||
    generator_version === null ||
    companies === null ||
    sessions === null ||
    fingerprint === null
  ) {
    return invalid("the dataset was not generated from rules");
  }
  const record = { ...row, rules, seed, generator_version, companies, sessions, fingerprint };
  let generator: CompanyGenerator;
  try {
    generator = createCompanyGenerator(checkRules(rules as Rules), checkRandomSeed(seed));
  } catch (thrown) {
    return invalid((thrown as Error).message);
  }
  const strange = differences(record, generator.rules);
  if (strange) return invalid(strange);
  return { recorded: { record, generator }, detail: `seed "${seed}"` };
}

function differences(record: GeneratedRecord, rules: Rules): string {
  const pairs = [
    ["start_month", record.start_month, `${rules.startMonth}-01`],
    ["months", record.months, rules.months],
    ["companies", record.companies, totalCompanies(rules)],
  ] as const;
  return pairs
    .filter(([, column, rule]) => column !== rule)
    .map(([name, column, rule]) => `${name} is ${column}, the recorded rules say ${rule}`)
    .join("; ");
}
