import { type Kysely, sql } from "kysely";

/** The SQL of the first day of a session's month, in UTC whatever the time zone of the connection. */
export const month = "date_trunc('month', created_at at time zone 'UTC')::date";

/** Whether the database is that of a Citus coordinator. */
export async function hasCitus<Tables>(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql`select from pg_extension where extname = 'citus'`.execute(db);
  return rows.length > 0;
}

/**
 * Spreads companies and their sessions over the workers by company, so that the rows of one company lie together
 * and the KPIs are counted where the rows are; sizes and the record are on every node.
 */
export async function distribute(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "select create_reference_table('subscriptions')",
  "select create_reference_table('dataset')",
  // A table that is distributed may not be referred to by one that is not yet.
  "alter table sessions drop constraint sessions_company_id_fkey",
  "select create_distributed_table('companies', 'company_id')",
  "select create_distributed_table('sessions', 'company_id', colocate_with => 'companies')",
  `alter table sessions add constraint sessions_company_id_fkey foreign key (company_id)
   references companies (company_id)`,
  `create view company_months as
   select company_id, ${month} as month_start, count(*)::integer as sessions from sessions group by 1, 2`,
];
