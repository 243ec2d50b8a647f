import { sql } from "kysely";
import type { Database } from "../../db/connection/database";
import type { Rules } from "../../lib/dataset/rules";

/** A question and how the original asked it: of every row of `sessions`, by year and month, one column per size. */
export type OriginalKpi = (db: Database, rules: Rules) => Promise<{ rows: readonly unknown[] }>;

const perCompany = sql`
  select companies.company_id, company_size, extract(year from sessions.created_at) as year,
    extract(month from sessions.created_at) as month, count(*) as sessions
  from sessions join companies on companies.company_id = sessions.company_id
  group by companies.company_id, company_size, extract(year from sessions.created_at), extract(month from sessions.created_at)`;

const caseSum = (size: string, value: string) =>
  sql`sum(case when company_size = ${size} then ${sql.raw(value)} else 0 end)`;

const perMonth = (rules: Rules, value: (size: Rules["sizes"][number]) => string) => sql`
  select year, month, ${sql.join(rules.sizes.map((size) => caseSum(size.size, value(size))))}
  from (${perCompany}) as activity group by year, month order by year, month`;

/** The three KPIs in the original's way. */
export const originalKpis: Readonly<Record<string, OriginalKpi>> = {
  sessionsPerMonth: (db, rules) => perMonth(rules, () => "sessions").execute(db),
  churnedCustomersPerMonth: (db, rules) =>
    sql`select active.*, ${sql.join(
      rules.sizes.map(
        (_, n) => sql`lag(${sql.ref(`active_${n}`)}) over (order by year, month) - ${sql.ref(`active_${n}`)}`,
      ),
    )}
      from (select year, month, ${sql.join(
        rules.sizes.map(({ size }, n) => sql`${caseSum(size, "1")} as ${sql.ref(`active_${n}`)}`),
      )}
        from (${perCompany}) as activity group by year, month) as active order by year, month`.execute(db),
  mrrPerMonth: (db, rules) => perMonth(rules, ({ monthlyPrice }) => String(monthlyPrice)).execute(db),
};
