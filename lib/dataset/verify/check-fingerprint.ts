import type { PoolClient } from "pg";
import { generatorVersion } from "../company-generator";
import type { RecordedDataset } from "../record";
import { type CheckRow, ruleRow } from "./check-row";
import type { DatasetReading } from "./read-dataset";
import { firstDifferences } from "./regeneration";

/**
 * Two rules: the rows have the recorded fingerprint, and they are the ones that the recorded rules and
 * seed give. If they are not, the first row that differs is named, table by table.
 */
export async function checkFingerprint(
  client: PoolClient,
  recorded: RecordedDataset,
  reading: DatasetReading,
): Promise<CheckRow[]> {
  const { fingerprint } = recorded.record;
  const found = reading.fingerprint;
  const same = found === fingerprint;
  return [
    ruleRow("fingerprint is the recorded one", same, same ? found : `${found}, and ${fingerprint} recorded`),
    await checkRegenerated(client, recorded, reading),
  ];
}

async function checkRegenerated(
  client: PoolClient,
  { record, generator }: RecordedDataset,
  { isAsMade }: DatasetReading,
): Promise<CheckRow> {
  const row = (passed: boolean, detail: string) =>
    ruleRow("rows are what rules and seed give", passed, detail);
  if (record.generator_version !== generatorVersion) {
    return row(
      false,
      `generator_version is ${record.generator_version}, and this generator has ${generatorVersion}; run \`npm run seed\` to make the dataset anew`,
    );
  }
  if (isAsMade) return row(true, "made again, all rows are equal");
  return row(false, (await firstDifferences(client, generator)).join("; "));
}
