import { type Kysely, sql } from "kysely";

/** Whether the database is on a Citus coordinator. */
export async function hasCitus<Tables>(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql`select from pg_extension where extname = 'citus'`.execute(db);
  return rows.length > 0;
}

/**
 * Distributes companies and their sessions over the workers by company, so that the rows of one company are on one node and
 * KPIs are counted there; subscriptions and the record are copied to every node.
 */
export async function distribute(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "select create_reference_table('subscriptions')",
  "select create_reference_table('dataset')",
  // A distributed table must not be referred to by one that is not distributed yet.
  "alter table sessions drop constraint sessions_company_id_fkey",
  "select create_distributed_table('companies', 'company_id')",
  "select create_distributed_table('sessions', 'company_id', colocate_with => 'companies')",
  `alter table sessions add constraint sessions_company_id_fkey foreign key (company_id)
   references companies (company_id)`,
];
