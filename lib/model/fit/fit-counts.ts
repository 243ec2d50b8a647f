import { type Kysely, sql } from "kysely";
import { UserError } from "../../../db/errors/user-error";
import type { Dataset, Schema } from "../../../db/schema/schema";
import { NO_DATASET } from "../../dataset/record";
import { cohortTables } from "../../metrics/cohort-tables";
import { bySize } from "../../metrics/kpi-tables";
import type { EventCount } from "../../stats/kaplan-meier";

/** The counts that rules are fitted to. */
export interface FitCounts {
  /** The first month of the dataset, `2025-01`. */
  readonly startMonth: string;
  /** Companies that signed up in each month of the dataset, zeros included. */
  readonly signUps: readonly number[];
  /** In the order of the KPIs, those without companies included. */
  readonly sizes: readonly SizeFitCounts[];
}

/** The counts of one company size. */
export interface SizeFitCounts {
  readonly company_size: string;
  /** US dollars; null if it is unknown. */
  readonly monthly_price: number | null;
  /** By tenure, from 0: companies that had not churned before, and those of them that churned then. */
  readonly lifeTable: readonly { readonly at_risk: number; readonly churned: number }[];
  /** Months at whose start a company had churned and not returned, over all companies. */
  readonly gone_months: number;
  /** Those of `gone_months` in which the company was active again. */
  readonly returns: number;
  /** How many months had 1, 2, 3, … sessions, over all companies; trailing zeros are omitted. */
  readonly activeMonths: readonly number[];
}

export function lifeTableEvents(lifeTable: SizeFitCounts["lifeTable"]): EventCount[] {
  return lifeTable.map(({ at_risk, churned }, time) => ({ time, atRisk: at_risk, events: churned }));
}

/**
 * Reads the counts that rules are fitted to, in the months of the dataset; a session before its company's sign-up counts as the sign-up.
 *
 * @throws UserError without a dataset
 */
export async function readFitCounts(db: Kysely<Schema>): Promise<FitCounts> {
  const dataset = await db.selectFrom("dataset").select(["start_month", "months"]).executeTakeFirst();
  if (!dataset) throw new UserError(`fitRules: ${NO_DATASET}`);
  const subscriptions = await db.selectFrom("subscriptions").selectAll().orderBy(bySize).execute();
  const cohorts = await cohortsByTenure(db)
    .select(["reactivated", sql<number>`signed_up - customers + reactivated - churned`.as("gone")])
    .execute();
  const counts = subscriptions.map((subscription) => ({
    ...subscription,
    lifeTable: Array.from({ length: dataset.months }, () => ({ at_risk: 0, churned: 0 })),
    gone_months: 0,
    returns: 0,
    activeMonths: [] as number[],
  }));
  const bySizeName = new Map(counts.map((size) => [size.company_size, size]));
  const signUps = Array.from({ length: dataset.months }, () => 0);
  for (const { company_size, cohort_index, tenure, ...row } of cohorts) {
    const size = bySizeName.get(company_size);
    const atTenure = size?.lifeTable[tenure];
    if (!size || !atTenure) continue;
    atTenure.at_risk += row.at_risk;
    atTenure.churned += row.first_churned;
    size.gone_months += row.gone;
    size.returns += row.reactivated;
    if (tenure === 0) signUps[cohort_index] = (signUps[cohort_index] ?? 0) + row.signed_up;
  }
  for (const { company_size, sessions, months } of await activeMonths(db, dataset).execute()) {
    const size = bySizeName.get(company_size);
    if (!size) continue;
    while (size.activeMonths.length < sessions) size.activeMonths.push(0);
    size.activeMonths[sessions - 1] = months;
  }
  return { startMonth: dataset.start_month.slice(0, 7), signUps, sizes: counts };
}

/** The companies of one size and sign-up month, at one tenure: how many had not churned before, and how many of them churned. */
export function cohortsByTenure(db: Kysely<Schema>) {
  return cohortTables(db)
    .selectFrom("cohort_months")
    .select(["company_size", "cohort_index", "tenure", "signed_up", "at_risk", "first_churned"]);
}

/** How many active months of the dataset had so many sessions, by company size. */
function activeMonths(db: Kysely<Schema>, { start_month, months }: Pick<Dataset, "start_month" | "months">) {
  return db
    .selectFrom("company_months")
    .innerJoin("companies", "companies.company_id", "company_months.company_id")
    .where("company_months.month_start", ">=", start_month)
    .where(
      "company_months.month_start",
      "<",
      sql<string>`(${start_month}::date + make_interval(months => ${months}))::date`,
    )
    .select(({ fn }) => [
      "companies.company_size",
      "company_months.sessions",
      fn.countAll<number>().as("months"),
    ])
    .groupBy(["companies.company_size", "company_months.sessions"]);
}
