// db/schema: the tables and their columns as types, and what a load suspends and meets in them. What creates the tables is
// in `db/migrations`.
import type { ColumnType, JSONColumnType, Selectable } from "kysely";

/** One row per company size. */
interface SubscriptionsTable {
  /** The company size, for example `small`. */
  company_size: string;
  /** US dollars per month, whole cents. */
  monthly_price: number;
}

/** One row per company (customer). */
interface CompaniesTable {
  /** 1, 2, 3, … */
  company_id: number;
  company_name: string;
  company_size: string;
  /** When the company signed up; in the first month, not after its first session. */
  created_at: Date;
}

/** One row per session of a company. */
interface SessionsTable {
  company_id: number;
  /** Unique over the dataset: `company_id * 1,000,000 + n` for the company's n-th session, counted from 1. */
  session_id: number;
  created_at: Date;
  /** Whole seconds, 0 or more. */
  duration_seconds: number;
}

/**
 * One row per company and month in which it has sessions. Triggers maintain it in the statement that changes `sessions`,
 * and refuse direct writes.
 */
interface CompanyMonthsTable {
  company_id: ColumnType<number, never, never>;
  /** The first day of a UTC calendar month: `2025-01-01`. */
  month_start: ColumnType<string, never, never>;
  /** 1 or more. */
  sessions: ColumnType<number, never, never>;
}

/**
 * One row per company that was ever active. Triggers maintain it in the statement that changes `sessions`, and refuse direct
 * writes.
 */
interface CompanyLivesTable {
  company_id: ColumnType<number, never, never>;
  /** The first active month, as its first day: `2025-01-01`. */
  first_month: ColumnType<string, never, never>;
  /** One bit per month from the first active month to the last, 1 if the company was active: `1101`. */
  activity: ColumnType<string, never, never>;
}

/**
 * The view for KPI queries: one row per company and month of the dataset, with or without sessions. It is read-only.
 *
 * @example
 * db.selectFrom("monthly_activity")
 *   .select(({ fn }) => ["month", "company_size", fn.sum<number>("sessions").as("sessions")])
 *   .groupBy(["month", "company_size"]).orderBy("month");
 */
interface MonthlyActivityView {
  company_id: ColumnType<number, never, never>;
  company_size: ColumnType<string, never, never>;
  /** US dollars. */
  monthly_price: ColumnType<number, never, never>;
  /** UTC calendar month: `2025-01`. */
  month: ColumnType<string, never, never>;
  /** The first day of the month: `2025-01-01`. */
  month_start: ColumnType<string, never, never>;
  /** 0 if the company had none. */
  sessions: ColumnType<number, never, never>;
  /** US dollars: the monthly price if the company had a session in the month, otherwise 0. */
  mrr: ColumnType<number, never, never>;
  /**
   * `active` with at least one session; `churned` without one, in the sign-up month or after an active month; `gone` without
   * one, later than that; `not signed up` in an earlier month.
   */
  status: ColumnType<"active" | "churned" | "gone" | "not signed up", never, never>;
  /**
   * The month in which the company signed up or had its first session, whichever is earlier, `2025-01`; the first month of the
   * dataset if that was before it.
   */
  cohort: ColumnType<string, never, never>;
  /** Months since the company signed up, 0 in its sign-up month; null before. */
  tenure: ColumnType<number | null, never, never>;
  /** Whether the company is active again: it signed up earlier and had no session in the month before. */
  reactivated: ColumnType<boolean, never, never>;
}

/** At most one row: what the rows of the other tables were generated from. */
interface DatasetTable {
  dataset_id: ColumnType<number, never, never>;
  /** The rules of the generator. */
  rules: JSONColumnType<object>;
  seed: string;
  /** The first month, as its first day: `2025-01-01`. */
  start_month: string;
  months: number;
  companies: number;
  sessions: number;
  /** The version of the generator; the same version generates the same rows. */
  generator_version: number;
  /** The SHA-256 of the generated rows, 64 hex digits; see `fingerprint`. */
  fingerprint: string;
  seeded_at: ColumnType<Date, never, never>;
}

/** The tables and views of the database, for `Kysely<Schema>`. */
export interface Schema {
  subscriptions: SubscriptionsTable;
  companies: CompaniesTable;
  sessions: SessionsTable;
  company_months: CompanyMonthsTable;
  company_lives: CompanyLivesTable;
  monthly_activity: MonthlyActivityView;
  dataset: DatasetTable;
}

export type Subscription = Selectable<SubscriptionsTable>;
export type Company = Selectable<CompaniesTable>;
export type Session = Selectable<SessionsTable>;
export type Dataset = Selectable<DatasetTable>;

/** A company's session ids follow `company_id * SESSIONS_PER_COMPANY`, which a check constraint enforces. */
export const SESSIONS_PER_COMPANY = 1_000_000;
