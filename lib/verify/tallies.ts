import { sql } from "kysely";
import type { Generator } from "../generate/generate-company";
import { instant, instants, lawTables } from "./law-tables";

/** A number of rows that have something in common: `keys` say what. */
export interface Tally {
  readonly company_size: string;
  /** Counted from 1; 0 for before the first month. */
  readonly month_index: number;
  /** The number of sessions, of months, or of the bin, counted from 0; depends on the query. */
  readonly value: number;
  readonly rows: number;
}

/** How many companies have each size. */
export function tallySizes() {
  return sql<Pick<Tally, "company_size" | "rows">>`
    select company_size, count(*) as rows from companies group by 1`;
}

/** How many companies of each size have how many sessions in each month, those with none left out. */
export function tallySessionCounts(generator: Generator) {
  return sql<Tally>`
    with ${lawTables(generator)}
    select company_size, month_index, sessions as value, count(*) as rows
    from counted_months join companies using (company_id) group by 1, 2, 3`;
}

/** How many companies of each size were active for how many months. */
export function tallyLives(generator: Generator) {
  return sql<Pick<Tally, "company_size" | "value" | "rows">>`
    with ${lawTables(generator)}
    select company_size, months_active as value, count(*) as rows from lives group by 1, 2`;
}

/** How many sessions lie in each part of each month, all parts of a month being equally long. */
export function tallySessionTimes({ monthStarts }: Generator, bins: number) {
  const edges = monthStarts.slice(0, -1).flatMap((from, month) => {
    const to = monthStarts[month + 1] ?? from;
    return Array.from({ length: bins }, (_, bin) => Math.ceil(from + ((to - from) * bin) / bins));
  });
  return sql<Pick<Tally, "month_index" | "value" | "rows">>`
    select (edge + ${bins}::int - 1) / ${bins}::int as month_index, (edge - 1) % ${bins}::int as value, rows
    from (select width_bucket(created_at, ${instants(edges)}) as edge, count(*) as rows from sessions
      where created_at < ${instant(monthStarts.at(-1))} group by 1) as edges
    where edge > 0`;
}

/**
 * How many companies signed up in each part of the time they could: from the start of the first month to
 * their first session, or to the month's end where they have none in it.
 */
export function tallySignUps(generator: Generator, bins: number) {
  const [start, end] = generator.monthStarts;
  return sql<Pick<Tally, "value" | "rows">>`
    with ${lawTables(generator)}
    select width_bucket(position, 0, 1, ${bins}::int) - 1 as value, count(*) as rows
    from (
      select extract(epoch from created_at - ${instant(start)})::float8
        / nullif(extract(epoch from least(first_session, ${instant(end)}) - ${instant(start)})::float8, 0) as position
      from lives) as sign_ups
    where position >= 0 and position < 1 group by 1`;
}

/** How many sessions have a duration between two edges, the lower one included. */
export function tallyDurations(edges: readonly number[]) {
  return sql<Pick<Tally, "value" | "rows">>`
    select width_bucket(duration_seconds, ${sql.val(edges)}::int[]) as value, count(*) as rows
    from sessions group by 1`;
}
