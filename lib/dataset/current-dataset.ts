import type { Kysely } from "kysely";
import { ExplainedError } from "../../db/errors/user-error";
import type { Schema } from "../../db/schema/schema";
import { checkRecord } from "./recorded-dataset";
import type { Rules } from "./rules";

/** What the data in the database was made from. */
export interface CurrentDataset {
  /** The rules as they were given to the generator. */
  readonly rules: Rules;
  readonly seed: string;
  readonly sessions: number;
  /** The SHA-256 of the rows, 64 hex digits: equal fingerprints mean equal rows, see `fingerprint`. */
  readonly fingerprint: string;
}

/**
 * The dataset that the database holds: the rules and the seed it was made from, read back from its record.
 *
 * @throws ExplainedError where there is no dataset, and where its record is not valid
 *
 * @example
 * const { rules } = await currentDataset(db);
 */
export async function currentDataset(db: Kysely<Schema>): Promise<CurrentDataset> {
  const { row, recorded } = await checkRecord(db);
  if (!recorded) throw new ExplainedError(`dataset: ${row.detail}`);
  const { record, generator } = recorded;
  return {
    rules: generator.rules,
    seed: generator.seed,
    sessions: record.sessions,
    fingerprint: record.fingerprint,
  };
}
