import { type Kysely, sql } from "kysely";
import { type Schema, SESSIONS_PER_COMPANY } from "../db/schema/schema";
import { monthStarts } from "../lib/dataset/month";

/** A dataset small enough to be checked on paper. */
export interface GivenDataset {
  readonly startMonth: string;
  readonly months: number;
  /** Monthly price by company size; null if it is unknown. */
  readonly prices: Readonly<Record<string, number | null>>;
  /** Companies 1, 2, 3, …: the size, then either the number of sessions of each month or the sessions' instants. */
  readonly companies: readonly (readonly [size: string, ...sessions: number[] | string[]])[];
  /** The instants at which companies 1, 2, 3, … signed up, to the microsecond; the others did at the dataset's start. */
  readonly signUps?: readonly string[];
}

/** What the tests of never stale KPIs change: companies with sessions in all months, in one and in none. */
export const startupToChange: GivenDataset = {
  startMonth: "2025-01",
  months: 3,
  prices: { small: 19, large: 99 },
  companies: [
    ["small", 2, 3, 1],
    ["large", 1, 0, 0],
    ["large", 0, 0, 0],
  ],
};

/** Writes a dataset row by row, whether it follows the rules or not. */
export async function writeDataset(db: Kysely<Schema>, given: GivenDataset): Promise<void> {
  const starts = monthStarts(given.startMonth, given.months);
  const sizes = Object.entries(given.prices);
  await db
    .insertInto("subscriptions")
    .values(sizes.map(([company_size, monthly_price]) => ({ company_size, monthly_price })))
    .execute();
  let sessions = 0;
  for (const [index, [company_size, ...sessionsGiven]] of given.companies.entries()) {
    const company_id = index + 1;
    const created_at = sql<Date>`${given.signUps?.[index] ?? new Date(starts[0] ?? 0)}::timestamptz`;
    await db
      .insertInto("companies")
      .values({ company_id, company_name: "Company", company_size, created_at })
      .execute();
    const times = sessionsGiven.flatMap((session, month) => instants(session, starts[month] ?? 0));
    const rows = times.map((time, n) => sessionRow(company_id, n + 1, time));
    if (rows.length > 0) await db.insertInto("sessions").values(rows).execute();
    sessions += rows.length;
  }
  await db.insertInto("dataset").values(datasetRow(given, sessions)).execute();
}

/** The n-th session of a company, counted from 1. */
export function sessionRow(company_id: number, n: number, created_at: string | Date) {
  return {
    company_id,
    session_id: company_id * SESSIONS_PER_COMPANY + n,
    created_at: new Date(created_at),
    duration_seconds: 60,
  };
}

/** What the table `dataset` says of a dataset. */
export function datasetRow(
  given: Pick<GivenDataset, "startMonth" | "months" | "companies">,
  sessions: number,
) {
  return {
    rules: "{}",
    seed: "given by hand",
    start_month: `${given.startMonth}-01`,
    months: given.months,
    companies: given.companies.length,
    sessions,
    generator_version: 1,
    fingerprint: "0".repeat(64),
  };
}

/** An instant as it is, a number of sessions as that many instants from the start of the month on. */
function instants(session: number | string, monthStart: number): Date[] {
  if (typeof session === "string") return [new Date(session)];
  return Array.from({ length: session }, (_, n) => new Date(monthStart + n * 3_600_000));
}
