import type { PoolClient } from "pg";
import { fingerprintOn } from "../fingerprint/fingerprint";
import { generatorVersion } from "../generate/generate-company";
import { type CheckRow, ruleRow } from "./check-row";
import { firstDifferences } from "./first-difference";
import { madeFingerprint } from "./made-chunks";
import type { RecordedDataset } from "./recorded-dataset";

/**
 * Two rules: the rows have the recorded fingerprint, and they are the ones that the recorded rules and
 * seed give. Where they are not, the first row that differs is named, table by table.
 */
export async function checkFingerprint(
  client: PoolClient,
  recorded: RecordedDataset,
  signal: AbortSignal,
): Promise<CheckRow[]> {
  const found = await fingerprintOn(client);
  const { fingerprint } = recorded.record;
  const same = found === fingerprint;
  return [
    ruleRow("fingerprint is the recorded one", same, same ? found : `${found}, and ${fingerprint} recorded`),
    await checkMade(client, recorded, found, signal),
  ];
}

async function checkMade(
  client: PoolClient,
  { record, generator }: RecordedDataset,
  found: string,
  signal: AbortSignal,
): Promise<CheckRow> {
  const row = (passed: boolean, detail: string) =>
    ruleRow("rows are what rules and seed give", passed, detail);
  if (record.generator_version !== generatorVersion) {
    return row(
      false,
      `generator_version is ${record.generator_version}, and this generator has ${generatorVersion}; run \`npm run seed\` to make the dataset anew`,
    );
  }
  const made = await madeFingerprint(generator, signal);
  if (made === found) return row(true, "made again, with the same fingerprint");
  return row(false, (await firstDifferences(client, generator)).join("; "));
}
