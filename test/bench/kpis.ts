import type { Database } from "../../db/connection/database";
import type { Rules } from "../../lib/dataset/rules";
import { rounded } from "./growth";
import { comparedTrials, kpiTrials } from "./kpi-trials";
import { type Measurement, measure } from "./measure";

/** What a KPI or metric costs, and the same question in the original's way, if the original asked it. */
export interface KpiRow {
  readonly kpi: string;
  readonly seconds: number;
  readonly original_seconds?: number;
  readonly times_faster?: number;
  readonly count_seconds: number;
}

/** Asks each KPI, its original and the scan floor in turns. */
export async function measureKpis(db: Database, rules: Rules, repeats: number): Promise<KpiRow[]> {
  const measurements = await measure({ ...kpiTrials(db), ...comparedTrials(db, rules) }, repeats);
  return Object.keys(kpiTrials(db)).map((kpi) => {
    const seconds = secondsOf(measurements, kpi) ?? Number.NaN;
    const original = secondsOf(measurements, `${kpi}, original`);
    const compared = original && {
      original_seconds: rounded(original),
      times_faster: Math.round((original / seconds) * 10) / 10,
    };
    const count_seconds = rounded(secondsOf(measurements, "count(*) of sessions") ?? Number.NaN);
    return { kpi, seconds: rounded(seconds), ...compared, count_seconds };
  });
}

function secondsOf(measurements: readonly Measurement[], name: string): number | undefined {
  return measurements.find((one) => one.name === name)?.medianSeconds;
}
