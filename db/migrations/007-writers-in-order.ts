import { type Kysely, type Migration, sql } from "kysely";
import { keepCompanyMonths } from "./002-company-months";
import { hasCitus } from "./citus";

/**
 * Whoever changes sessions first locks their companies, in the order of their ids. Otherwise, of two writers that move sessions between
 * the same months, each could wait for a row of `company_months` or `company_lives` that the other has changed, and Postgres would
 * refuse one of them.
 *
 * Citus has no such triggers on distributed tables.
 */
export const writersInOrder: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    if (await hasCitus(db)) return;
    for (const statement of keepCompanyMonths("create or replace", lockCompanies)) {
      await sql.raw(statement).execute(db);
    }
  },
};

const lockCompanies = (rows: string) => `
  perform from companies where company_id in (select company_id from (${rows}) as changed)
  order by company_id for no key update;`;
