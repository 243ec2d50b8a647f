// db/schema: the types of the tables, and the constraints and other objects that a load has to handle. `db/migrations` creates
// the tables.
import type { ColumnType, Generated, GeneratedAlways, Selectable } from "kysely";

/** One row per company size. */
interface SubscriptionsTable {
  /** The company size, for example `small`. */
  company_size: string;
  /** US dollars per month, whole cents; null if it is unknown, which it then is for all sizes. */
  monthly_price: number | null;
}

/** One row per company (customer). */
interface CompaniesTable {
  /** 1, 2, 3, …; an insert may omit it. */
  company_id: Generated<number>;
  company_name: string;
  company_size: string;
  /** When the company signed up; if generated, not after its first session. */
  created_at: Date;
  /** The id in the file that the company was imported from; null if it was not. */
  source_id: string | null;
}

/** One row per session of a company. */
interface SessionsTable {
  company_id: number;
  /**
   * Unique over the dataset: `company_id * 1,000,000 + n` for the company's n-th session, counted from 1. An insert may omit
   * it; such ids begin at 3,000,000,000,000,000.
   */
  session_id: Generated<number>;
  created_at: Date;
  /** Whole seconds, 0 or more; null if unknown. */
  duration_seconds: number | null;
}

/**
 * One row per company and month in which it has sessions. Triggers maintain it in the statement that changes `sessions`,
 * and refuse direct writes.
 */
interface CompanyMonthsTable {
  company_id: GeneratedAlways<number>;
  /** The first day of a UTC calendar month: `2025-01-01`. */
  month_start: GeneratedAlways<string>;
  /** 1 or more. */
  sessions: GeneratedAlways<number>;
}

/**
 * One row per company that was ever active. Triggers maintain it in the statement that changes `sessions`, and refuse direct
 * writes.
 */
interface CompanyLivesTable {
  company_id: GeneratedAlways<number>;
  /** The first active month, as its first day: `2025-01-01`. */
  first_month: GeneratedAlways<string>;
  /** One bit per month from the first active month to the last, 1 if the company was active: `1101`. */
  activity: GeneratedAlways<string>;
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
  company_id: GeneratedAlways<number>;
  company_size: GeneratedAlways<string>;
  /** US dollars; null if it is unknown. */
  monthly_price: GeneratedAlways<number | null>;
  /** UTC calendar month: `2025-01`. */
  month: GeneratedAlways<string>;
  /** The first day of the month: `2025-01-01`. */
  month_start: GeneratedAlways<string>;
  /** 0 if the company had none. */
  sessions: GeneratedAlways<number>;
  /** US dollars: the monthly price if the company had a session in the month, otherwise 0; null if the price is unknown. */
  mrr: GeneratedAlways<number | null>;
  /**
   * `active` with at least one session; `churned` without one, in the sign-up month or after an active month; `gone` without
   * one, later than that; `not signed up` in an earlier month.
   */
  status: GeneratedAlways<"active" | "churned" | "gone" | "not signed up">;
  /**
   * The month in which the company signed up or had its first session, whichever is earlier, `2025-01`; the first month of the
   * dataset if that was before it.
   */
  cohort: GeneratedAlways<string>;
  /** Months since the company signed up, 0 in its sign-up month; null before. */
  tenure: GeneratedAlways<number | null>;
  /** Whether the company is active again: it signed up earlier and had no session in the month before. */
  reactivated: GeneratedAlways<boolean>;
}

/**
 * At most one row: which months the other tables are about, and where their rows are from. A dataset is generated, with
 * `rules`, `seed` and `generator_version`, or imported, with `imported_from`, or inserted by hand, with the months alone.
 */
interface DatasetTable {
  dataset_id: GeneratedAlways<number>;
  /** The rules of the generator. */
  rules: ColumnType<object | null, string | null, string>;
  seed: string | null;
  /** The first month, as its first day: `2025-01-01`. */
  start_month: string;
  months: number;
  companies: number | null;
  sessions: number | null;
  /** The version of the generator; the same version generates the same rows. */
  generator_version: number | null;
  /** The SHA-256 of the rows that were loaded, 64 hex digits; see `fingerprint`. */
  fingerprint: string | null;
  /** When it was loaded. */
  seeded_at: GeneratedAlways<Date>;
  /** The files that the rows were imported from. */
  imported_from: ColumnType<object | null, string | null, string>;
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

/** Session ids of a company start after `company_id * SESSIONS_PER_COMPANY`; a check constraint enforces this for loads. */
export const SESSIONS_PER_COMPANY = 1_000_000;

/** The id of the first session that is inserted without one, above those of any company. */
export const FIRST_INSERTED_SESSION = 3_000_000_000_000_000;
