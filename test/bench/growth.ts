import type { Database } from "../../db/connection/database";
import { currentDataset } from "../../lib/dataset/record";
import { kpiTrials } from "./kpi-trials";
import { measure, median } from "./measure";
import { runSeedCommand, type SeedRun } from "./seed-command";

/** What a number of companies costs. */
export interface GrowthRow {
  readonly companies: number;
  readonly sessions: number;
  readonly rows_per_second: number;
  readonly peak_megabytes: number;
  /** Seconds of each KPI. */
  readonly [kpi: string]: number;
}

/** Seeds with the command, then asks the KPIs, for each number of companies. */
export async function measureGrowth(
  db: Database,
  url: string,
  sizes: readonly number[],
  repeats: number,
): Promise<GrowthRow[]> {
  const rows: GrowthRow[] = [];
  for (const companies of sizes) {
    const runs: SeedRun[] = [];
    for (let n = 0; n < repeats; n += 1) {
      process.stderr.write(`npm run seed with ${companies} companies, ${n + 1} of ${repeats}\n`);
      runs.push(await runSeedCommand(url, companies));
    }
    const { sessions } = await currentDataset(db);
    const kpis = await measure(kpiTrials(db), repeats);
    rows.push({
      companies,
      sessions,
      rows_per_second: Math.round(median(runs.map(({ rowsPerSecond }) => rowsPerSecond))),
      peak_megabytes: Math.round(Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes))),
      ...Object.fromEntries(kpis.map(({ name, medianSeconds }) => [name, rounded(medianSeconds)])),
    });
  }
  return rows;
}

/** Seconds to the millisecond. */
export function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
