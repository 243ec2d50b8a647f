import { sql } from "kysely";
import { Database } from "../../../db/connection/database";

void sayTimes(process.env.DATABASE_URL ?? "", JSON.parse(process.argv[2] ?? "[]"));

/** Queries the hours with Kysely and with a client of the pool, sends them back, and prints the results as JSON. */
async function sayTimes(url: string, hours: readonly string[]): Promise<void> {
  const db = new Database(url);
  const query = sql<{ hour: Date; day: string; hours: Date[]; days: string[] }>`
    select hour::timestamp as hour, hour::timestamp::date as day, array[hour::timestamp] as hours,
      array[hour::timestamp::date] as days
    from unnest(${hours}::text[]) with ordinality as given (hour, n) order by n`;
  const { rows } = await query.execute(db);
  const { rows: pooled } = await db.pool.query(query.compile(db).sql, [hours]);
  const dates = rows.map(({ hour }) => hour);
  const sent = await sql<{ hour: string; day: string; same: boolean }>`
    select hour::text, day::text, hour = instant at time zone 'UTC' as same
    from unnest(${dates}::timestamp[], ${dates}::date[], ${dates}::timestamptz[]) as given (hour, day, instant)`.execute(
    db,
  );
  const one = await sql<{ hour: string }>`select ${dates[2]}::timestamp::text as hour`.execute(db);
  process.stdout.write(
    JSON.stringify({
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      rows,
      pooled,
      sent: sent.rows,
      one: one.rows,
    }),
  );
  await db.destroy();
}
