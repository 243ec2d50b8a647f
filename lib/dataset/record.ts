import type { Kysely } from "kysely";
import { UserError } from "../../db/errors/user-error";
import type { Dataset, Schema } from "../../db/schema/schema";
import { checkRandomSeed, checkRules } from "./check-rules";
import { type CompanyGenerator, createCompanyGenerator } from "./company-generator";
import { type Rules, totalCompanies } from "./rules";

/** What the data in the database was generated from. */
export interface CurrentDataset {
  /** The rules as they were given to the generator. */
  readonly rules: Rules;
  readonly randomSeed: string;
  /** Those that signed up in any month. */
  readonly companies: number;
  readonly sessions: number;
  /** The SHA-256 of the rows, 64 hex digits: equal fingerprints mean equal rows, see `fingerprint`. */
  readonly fingerprint: string;
}

/** A valid record, and the generator that it describes. */
export interface RecordedDataset {
  readonly record: Dataset;
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
 * The dataset that the database contains: the rules and the seed it was generated from, read from its record.
 *
 * @throws UserError if there is no dataset, or its record is invalid
 *
 * @example
 * const { rules } = await currentDataset(db);
 */
export async function currentDataset(db: Kysely<Schema>): Promise<CurrentDataset> {
  const { recorded, detail } = await readRecord(db);
  if (!recorded) throw new UserError(`dataset: ${detail}`);
  const { record, generator } = recorded;
  return {
    rules: generator.rules,
    randomSeed: generator.randomSeed,
    companies: record.companies,
    sessions: record.sessions,
    fingerprint: record.fingerprint,
  };
}

/**
 * Reads the record and checks that its rules and seed are valid and its columns agree with them. `detail` names the
 * seed, or what is wrong if nothing is `recorded`.
 */
export async function readRecord(
  db: Kysely<Schema>,
): Promise<{ readonly recorded: RecordedDataset | undefined; readonly detail: string }> {
  const invalid = (detail: string) => ({ recorded: undefined, detail });
  const record = await db.selectFrom("dataset").selectAll().executeTakeFirst();
  if (!record) return invalid("the table dataset is empty; generate a dataset with `npm run seed`");
  let generator: CompanyGenerator;
  try {
    generator = createCompanyGenerator(checkRules(record.rules as Rules), checkRandomSeed(record.seed));
  } catch (thrown) {
    return invalid((thrown as Error).message);
  }
  const strange = differences(record, generator.rules);
  if (strange) return invalid(strange);
  return { recorded: { record, generator }, detail: `seed "${record.seed}"` };
}

function differences(record: Dataset, rules: Rules): string {
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
