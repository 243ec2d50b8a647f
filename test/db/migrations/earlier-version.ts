import { isActive, monthlyActivityWith } from "../../../db/migrations/005-company-lives";
import { checks } from "../../../db/migrations/006-imported-data";

/** What undoes each migration, the last first. */
const undo: Readonly<Record<string, string>> = {
  "006-imported-data": `
    create or replace view monthly_activity as
      ${monthlyActivityWith(`case when ${isActive} then subscriptions.monthly_price else 0 end`)};
    alter table companies alter company_id drop identity, drop source_id, drop constraint "created_at must be a time, not infinity";
    alter table sessions alter session_id drop identity, alter duration_seconds set not null,
      drop constraint "session_id must be omitted, or company_id * 1000000 + n",
      add constraint sessions_session_id_check check (session_id / 1000000 = company_id);
    alter table subscriptions alter monthly_price set not null;
    alter table dataset drop imported_from, alter rules set not null, alter seed set not null, alter companies set not null,
      alter sessions set not null, alter generator_version set not null, alter fingerprint set not null;
    ${Object.entries(checks)
      .flatMap(([table, names]) =>
        Object.entries(names).map(
          ([name, rule]) => `alter table ${table} rename constraint "${rule}" to ${name};`,
        ),
      )
      .join("\n")}`,
  "005-company-lives": `
    alter table subscriptions drop constraint subscriptions_company_size_all_check;
    drop view monthly_activity;
    drop table company_lives;
    drop function keep_company_lives, refuse_writes_to_company_lives cascade;`,
  "004-monthly-activity": "",
  "003-edits": "drop table if exists startup_edits; drop function if exists note_edit cascade;",
  "002-company-months": `
    drop table company_months;
    drop function keep_company_months, refuse_writes_to_company_months cascade;`,
};

/** The SQL that takes the tables of this version back to what they were after a migration before 004. */
export function backTo(migration: string): string {
  const undone = Object.entries(undo).filter(([name]) => name > migration);
  return `${undone.map(([, statements]) => statements).join("\n")}
    delete from startup_migration where name > '${migration}';`;
}
