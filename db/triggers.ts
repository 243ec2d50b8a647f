import type { PoolClient } from "pg";

/** A trigger and how it was enabled, as the catalog has it: `O` as usual, `A` always, `R` on a replica. */
interface Trigger {
  readonly name: string;
  readonly enabled: "O" | "A" | "R";
}

const enable = { O: "enable trigger", A: "enable always trigger", R: "enable replica trigger" };

/**
 * Stops the triggers of `table` whose names begin with `prefix` for the time of a load, and gives a function
 * that starts them again as they were. Where the transaction fails they were never stopped.
 */
export async function pauseTriggers(
  client: PoolClient,
  table: string,
  prefix: string,
): Promise<() => Promise<void>> {
  const { rows } = await client.query<Trigger>(
    `select quote_ident(tgname) as name, tgenabled as enabled from pg_trigger
     where tgrelid = $1::regclass and not tgisinternal and tgenabled <> 'D' and starts_with(tgname, $2)
     order by tgname`,
    [table, prefix],
  );
  for (const { name } of rows) await client.query(`alter table ${table} disable trigger ${name}`);
  return async () => {
    for (const { name, enabled } of rows)
      await client.query(`alter table ${table} ${enable[enabled]} ${name}`);
  };
}
