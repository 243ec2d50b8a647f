import type { Database } from "../../db/connection/database";
import type { Rules } from "../../lib/dataset/rules";
import { churnedCustomersPerMonth } from "../../lib/metrics/churned-customers-per-month";
import { mrrPerMonth } from "../../lib/metrics/mrr-per-month";
import { sessionsPerMonth } from "../../lib/metrics/sessions-per-month";
import type { Trial } from "./measure";
import { originalKpis } from "./original-kpis";

/** The three KPIs as trials. */
export function kpiTrials(db: Database): Record<string, Trial> {
  const queries = { sessionsPerMonth, churnedCustomersPerMonth, mrrPerMonth };
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
