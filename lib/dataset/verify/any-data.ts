import { sql } from "kysely";
import type { PoolClient } from "pg";
import { kyselyOn } from "../../../db/connection/database";
import { inWords } from "../../../db/errors/user-error";
import type { Dataset } from "../../../db/schema/schema";
import { fingerprintOn } from "../fingerprint";
import { importedFrom } from "../record";
import { checkCounts, checkFingerprint } from "./record-checks";
import { checkSqlRule, maintainedRule, type SqlRule, utc } from "./sql-checks";
import { type CheckRow, ruleRow, Verification } from "./verification";
import { viewBreach } from "./view-check";

/**
 * Checks data that was not generated for consistency, and imported rows for changes since the import. Sessions before the
 * sign-up are counted but allowed: the first of them counts as the sign-up.
 */
export async function verifyAnyData(client: PoolClient, record: Dataset): Promise<Verification> {
  const db = kyselyOn(client);
  const { companies, sessions, fingerprint } = record;
  const origin = importedFrom(record);
  const from = origin
    ? `imported from ${inWords(origin.files.map(({ name }) => name))}`
    : "inserted by hand: no counts and no fingerprint are recorded";
  const rows: CheckRow[] = [ruleRow("record of the dataset", true, from)];
  if (companies !== null && sessions !== null) rows.push(await checkCounts(db, { companies, sessions }));
  for (const rule of rulesOfAnyData) rows.push(await checkSqlRule(db, rule));
  const early = await checkSqlRule(db, earlySessions);
  rows.push({
    ...early,
    passed: true,
    detail: early.passed ? "none" : `${early.detail}; they count as sign-ups`,
  });
  const breach = await viewBreach(db);
  rows.push(breach ? ruleRow(maintainedRule.check, false, breach) : await checkSqlRule(db, maintainedRule));
  if (fingerprint !== null) rows.push(checkFingerprint(fingerprint, await fingerprintOn(client)));
  return new Verification(rows, "distributions and regeneration are checked for generated data only");
}

const start = sql`dataset.start_month::timestamp at time zone 'UTC'`;
const end = sql`(dataset.start_month + make_interval(months => dataset.months)) at time zone 'UTC'`;

const rulesOfAnyData: readonly SqlRule[] = [
  {
    check: "prices are known for all sizes or none",
    table: "subscriptions",
    breaches: sql`
      select null::integer as company_id, format('size %s has no price', company_size) as found from subscriptions
      where monthly_price is null and exists (select from subscriptions where monthly_price is not null)`,
  },
  {
    check: "each company has a size that exists",
    table: "companies",
    breaches: sql`
      select company_id, format('its size is %s', companies.company_size) as found
      from companies left join subscriptions using (company_size) where subscriptions.company_size is null`,
  },
  {
    check: "each company signed up before the horizon ends",
    table: "companies",
    breaches: sql`
      select company_id, format('it signed up on %s', ${utc("created_at")}) as found
      from companies cross join dataset where not isfinite(created_at) or created_at >= ${end}`,
  },
  {
    check: "each session belongs to a company",
    table: "sessions",
    breaches: sql`
      select company_id, format('session %s and no such company', min(session_id)) as found
      from sessions left join companies using (company_id) where company_name is null group by company_id`,
  },
  {
    check: "sessions lie inside the horizon",
    table: "sessions",
    breaches: sql`
      select company_id, format('session %s was on %s', min(session_id), ${utc("min(created_at)")}) as found
      from sessions cross join dataset where created_at < ${start} or created_at >= ${end} group by company_id`,
  },
];

const earlySessions: SqlRule = {
  check: "companies with sessions before their sign-up",
  table: "companies",
  breaches: sql`
    select company_id, format('session %s was before the company signed up', min(session_id)) as found
    from sessions join companies using (company_id)
    where sessions.created_at < companies.created_at group by company_id`,
};
