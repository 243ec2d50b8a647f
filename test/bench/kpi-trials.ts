import type { Database } from "../../db/connection/database";
import type { Rules } from "../../lib/dataset/rules";
import { customersAtRiskPerMonth } from "../../lib/metrics/churn-rates";
import { churnedCustomersPerMonth } from "../../lib/metrics/churned-customers-per-month";
import { cohorts } from "../../lib/metrics/cohorts";
import { lifeTable } from "../../lib/metrics/life-table";
import { mrrMovements } from "../../lib/metrics/mrr-movements";
import { mrrPerMonth } from "../../lib/metrics/mrr-per-month";
import { saasMetricsPerMonth } from "../../lib/metrics/saas-metrics";
import { sessionsPerMonth } from "../../lib/metrics/sessions-per-month";
import type { Trial } from "./measure";
import { originalKpis } from "./original-kpis";

/** The queries of the KPIs, and of the other metrics, as trials. */
export function kpiTrials(db: Database): Record<string, Trial> {
  const kpis = { sessionsPerMonth, churnedCustomersPerMonth, mrrPerMonth };
  const metrics = { mrrMovements, lifeTable, customersAtRiskPerMonth, saasMetricsPerMonth, cohorts };
  const queries: Readonly<Record<string, (db: Database) => { execute(): Promise<readonly object[]> }>> = {
    ...kpis,
    ...metrics,
  };
  return Object.fromEntries(
    Object.entries(queries).map(([name, query]) => [name, async () => (await query(db).execute()).length]),
  );
}

/** The same questions in the original's way, and the time to read every session once. */
export function comparedTrials(db: Database, rules: Rules): Record<string, Trial> {
  const originals = Object.entries(originalKpis).map(
    ([name, query]) => [`${name}, original`, async () => (await query(db, rules)).rows.length] as const,
  );
  return {
    ...Object.fromEntries(originals),
    "count(*) of sessions": async () => {
      await db
        .selectFrom("sessions")
        .select(({ fn }) => fn.countAll().as("rows"))
        .execute();
      return 1;
    },
  };
}
