import { type Kysely, sql } from "kysely";
import type { Dataset, Schema } from "../../../db/schema/schema";
import { total } from "../../metrics/kpi-tables";
import { cohortsByTenure } from "./fit-counts";

/** The counts that show whether fitted rules explain the data, by month and in successive months. */
export interface FitDiagnostics {
  readonly cohorts: readonly CohortChurn[];
  readonly sessions: readonly MonthSessions[];
}

/** The companies of one size and sign-up month, at one tenure. */
export interface CohortChurn {
  readonly company_size: string;
  /** Months from the dataset's first to the sign-up month. */
  readonly cohort_index: number;
  readonly tenure: number;
  /** Companies that signed up, the same at every tenure. */
  readonly signed_up: number;
  /** Companies that had not churned before, and those of them that churned. */
  readonly at_risk: number;
  readonly first_churned: number;
  /** Companies that had returned, and those of them that churned again. */
  readonly at_risk_again: number;
  readonly churned_again: number;
}

/** The active companies of one size in one month, by what they did in the next. */
export interface MonthSessions {
  readonly company_size: string;
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  /** Whether the company was active in the next month, or churned; `unknown` in the dataset's last month. */
  readonly next: "active" | "churned" | "unknown";
  readonly companies: number;
  /** The sums of their sessions, and of the squares. */
  readonly sessions: number;
  readonly squares: number;
  /** If they were active in the next month: the sums of its sessions, and of the products of both months' sessions. */
  readonly next_sessions: number;
  readonly products: number;
}

export async function readFitDiagnostics(db: Kysely<Schema>): Promise<FitDiagnostics> {
  const cohorts = await cohortsByTenure(db)
    .select([
      sql<number>`customers - reactivated + churned - at_risk`.as("at_risk_again"),
      sql<number>`churned - first_churned`.as("churned_again"),
    ])
    .execute();
  const dataset = await db.selectFrom("dataset").select(["start_month", "months"]).executeTakeFirst();
  return { cohorts, sessions: dataset ? await monthSessions(db, dataset).execute() : [] };
}

function monthSessions(db: Kysely<Schema>, { start_month, months }: Pick<Dataset, "start_month" | "months">) {
  const lastMonth = sql<string>`(${start_month}::date + make_interval(months => ${months - 1}))::date`;
  return db
    .with("successive", (query) =>
      query
        .selectFrom("company_months")
        .innerJoin("companies", "companies.company_id", "company_months.company_id")
        .where("month_start", ">=", start_month)
        .where("month_start", "<=", lastMonth)
        .select([
          "companies.company_size",
          "month_start",
          "company_months.sessions",
          nextOfCompany<string>("month_start").as("next_month"),
          nextOfCompany<number>("company_months.sessions").as("next_sessions"),
        ]),
    )
    .with("sequels", (query) =>
      query.selectFrom("successive").select([
        "company_size",
        "month_start",
        "sessions",
        "next_sessions",
        sql<MonthSessions["next"]>`case when month_start = ${lastMonth} then 'unknown'
          when next_month = month_start + interval '1 month' then 'active' else 'churned' end`.as("next"),
      ]),
    )
    .selectFrom("sequels")
    .select(({ fn }) => [
      "company_size",
      sql<string>`to_char(month_start, 'YYYY-MM')`.as("month"),
      "next",
      fn.countAll<number>().as("companies"),
      fn.sum<number>("sessions").as("sessions"),
      total(sql`sessions::bigint * sessions`).as("squares"),
      total(sql`case next when 'active' then next_sessions end`).as("next_sessions"),
      total(sql`case next when 'active' then sessions::bigint * next_sessions end`).as("products"),
    ])
    .groupBy(["company_size", "month_start", "next"]);
}

/** A value of the company's next active month, null after the last. By the key of company_months, whose index has this order. */
function nextOfCompany<T>(column: string) {
  return sql<T | null>`lead(${sql.ref(column)}) over (partition by company_months.company_id order by month_start)`;
}
