import type { PoolClient } from "pg";

/** A trigger and how it was enabled, as the catalog has it: `O` as usual, `A` always, `R` on a replica. */
interface Trigger {
  readonly name: string;
  readonly enabled: "O" | "A" | "R";
}

const enable = { O: "enable trigger", A: "enable always trigger", R: "enable replica trigger" };

/** How the names of the triggers begin that the migrations make: those that keep `company_months`, and those that note edits. */
const PREFIXES = ["company_months_", "startup_edits_"];

/**
 * Stops the project's own triggers on `table` for the time of a load, and gives a function that starts them
 * again as they were. Where the transaction fails they were never stopped.
 */
export async function disableTriggers(client: PoolClient, table: string): Promise<() => Promise<void>> {
  const { rows } = await client.query<Trigger>(
    `select quote_ident(tgname) as name, tgenabled as enabled from pg_trigger
     where tgrelid = $1::regclass and not tgisinternal and tgenabled <> 'D'
       and exists (select from unnest($2::text[]) as prefix where starts_with(tgname, prefix))
     order by tgname`,
    [table, PREFIXES],
  );
  const alter = async (changes: readonly string[]) => {
    if (changes.length > 0) await client.query(`alter table ${table} ${changes.join(", ")}`);
  };
  await alter(rows.map(({ name }) => `disable trigger ${name}`));
  return () => alter(rows.map(({ name, enabled }) => `${enable[enabled]} ${name}`));
}
