import type { Database } from "../../db/connection/database";
import type { Rules } from "../../lib/dataset/rules";
import { rounded } from "./growth";
import { comparedTrials, kpiTrials } from "./kpi-trials";
import { type Measurement, measure } from "./measure";

/** What a KPI costs, and the same question in the original's way. */
export interface KpiRow {
  readonly kpi: string;
  readonly seconds: number;
  readonly original_seconds: number;
  readonly times_faster: number;
  readonly count_seconds: number;
}

/** Asks each KPI, its original and the scan floor in turns. */
export async function measureKpis(db: Database, rules: Rules, repeats: number): Promise<KpiRow[]> {
  const measurements = await measure({ ...kpiTrials(db), ...comparedTrials(db, rules) }, repeats);
  return Object.keys(kpiTrials(db)).map((kpi) => {
    const seconds = secondsOf(measurements, kpi);
    const original = secondsOf(measurements, `${kpi}, original`);
    return {
      kpi,
      seconds: rounded(seconds),
      original_seconds: rounded(original),
      times_faster: Math.round((original / seconds) * 10) / 10,
      count_seconds: rounded(secondsOf(measurements, "count(*) of sessions")),
    };
  });
}

function secondsOf(measurements: readonly Measurement[], name: string): number {
  return measurements.find((one) => one.name === name)?.medianSeconds ?? Number.NaN;
}
