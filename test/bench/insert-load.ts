import type { Database } from "../../db/connection/database";
import { SESSIONS_PER_COMPANY } from "../../db/schema/schema";
import { type CompanyGenerator, generateCompany } from "../../lib/dataset/company-generator";

const ROWS_PER_INSERT = 5000;

/**
 * The usual way without COPY: multi-row INSERTs through Kysely into the tables as they stand.
 *
 * @returns the number of rows
 */
export async function loadByInsert(db: Database, generator: CompanyGenerator): Promise<number> {
  const companies = Array.from({ length: generator.rules.companies }, (_, n) =>
    generateCompany(generator, n + 1),
  );
  const sessions = companies.flatMap((company) => {
    const { companyId, sessionTimes } = company;
    const nextDuration = company.durations();
    return sessionTimes.map((time, n) => ({
      company_id: companyId,
      session_id: companyId * SESSIONS_PER_COMPANY + n + 1,
      created_at: new Date(time),
      duration_seconds: nextDuration(),
    }));
  });
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom("sessions").execute();
    await transaction.deleteFrom("companies").execute();
    await transaction.deleteFrom("subscriptions").execute();
    const sizes = generator.rules.sizes.map(({ size, monthlyPrice }) => ({
      company_size: size,
      monthly_price: monthlyPrice,
    }));
    await transaction.insertInto("subscriptions").values(sizes).execute();
    const rows = companies.map(({ companyId, name, size, createdAt }) => ({
      company_id: companyId,
      company_name: name,
      company_size: size,
      created_at: new Date(createdAt),
    }));
    for (const part of parts(rows)) await transaction.insertInto("companies").values(part).execute();
    for (const part of parts(sessions)) await transaction.insertInto("sessions").values(part).execute();
  });
  return companies.length + sessions.length;
}

function* parts<T>(rows: readonly T[]): Iterable<readonly T[]> {
  for (let from = 0; from < rows.length; from += ROWS_PER_INSERT)
    yield rows.slice(from, from + ROWS_PER_INSERT);
}
