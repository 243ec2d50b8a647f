import type { Kysely } from "kysely";
import type { Dataset, Schema } from "../../db/schema/schema";
import { checkRules, checkSeed } from "./check-rules";
import { createGenerator, type Generator } from "./generate-company";
import type { Rules } from "./rules";
import { type CheckRow, ruleRow } from "./verify/check-row";

/** The record of a dataset, its rules and seed made ready to draw from. */
export interface RecordedDataset {
  readonly record: Dataset;
  readonly generator: Generator;
}

/** The first rule, and the record where it is one that the others can be held against. */
export interface RecordCheck {
  readonly row: CheckRow;
  readonly recorded: RecordedDataset | undefined;
}

const CHECK = "record of rules and seed";

/** Reads the record of the dataset: there is one, its rules and seed are valid, and its columns agree with them. */
export async function checkRecord(db: Kysely<Schema>): Promise<RecordCheck> {
  const record = await db.selectFrom("dataset").selectAll().executeTakeFirst();
  if (!record) return broken("the table dataset is empty; make the dataset with `npm run seed`");
  let generator: Generator;
  try {
    generator = createGenerator(checkRules(record.rules as Rules), checkSeed(record.seed));
  } catch (thrown) {
    return broken((thrown as Error).message);
  }
  const strange = differences(record, generator.rules);
  if (strange) return broken(strange);
  return { row: ruleRow(CHECK, true, `seed "${record.seed}"`), recorded: { record, generator } };
}

function broken(detail: string): RecordCheck {
  return { row: ruleRow(CHECK, false, detail), recorded: undefined };
}

function differences(record: Dataset, rules: Rules): string {
  const pairs = [
    ["start_month", record.start_month, `${rules.startMonth}-01`],
    ["months", record.months, rules.months],
    ["companies", record.companies, rules.companies],
  ] as const;
  return pairs
    .filter(([, column, rule]) => column !== rule)
    .map(([name, column, rule]) => `${name} is ${column}, the recorded rules say ${rule}`)
    .join("; ");
}
