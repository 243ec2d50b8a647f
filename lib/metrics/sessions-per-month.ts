import type { Kysely } from "kysely";
import type { Schema } from "../../db/schema/schema";
import { activityTables, bySize, type KpiQuery } from "./kpi-tables";

/** The sessions of one month and company size. */
export interface SessionsPerMonth {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** Companies with at least one session in the month. */
  readonly active_companies: number;
  readonly sessions: number;
}

/**
 * KPI 1: the number of sessions, and of companies that have them.
 *
 * One row per month of the dataset and company size, ordered by month, then size; a month without
 * activity is a row of zeros. No rows without a dataset.
 *
 * @returns the query: `.execute()` returns the rows, `displaySql` shows the SQL
 *
 * @example
 * const sessions = await sessionsPerMonth(db).execute();
 */
export function sessionsPerMonth(
  db: Kysely<Schema>,
): KpiQuery<"activity", SessionsPerMonth, SessionsPerMonth> {
  return activityTables(db)
    .selectFrom("activity")
    .select(["month", "company_size", "active_companies", "sessions"])
    .orderBy("month")
    .orderBy(bySize)
    .$castTo<SessionsPerMonth>();
}
