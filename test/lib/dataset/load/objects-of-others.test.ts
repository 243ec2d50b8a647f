import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { Database, withClient } from "../../../../db/connection/database";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules } from "../../../../lib/dataset/rules";
import { verify } from "../../../../lib/dataset/verify/verify";
import { tableHashes } from "../../../table-hashes";
import { emptyDatabaseUrl, testDatabase, urlOf } from "../../../test-database";

const rules = { ...defaultRules, companies: 40, months: 3 };

async function seededDatabase(statements: string): Promise<Database> {
  const db = await testDatabase();
  await seed(db, { rules, randomSeed: "previous" });
  await sql.raw(statements).execute(db);
  return db;
}

/** All that the catalogs say of the tables, with names in place of numbers. */
async function catalog(db: Database): Promise<unknown> {
  const { rows } = await sql`
    with tables as (
      select oid, relname from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm') and relname <> 'startup_edits'
    )
    select 'index ' || pg_get_indexdef(indexrelid) as what, concat(indisclustered, indisreplident, indisvalid) as state
      from pg_index join tables on oid = indrelid
    union all
    select 'constraint ' || conname || ' of ' || relname, pg_get_constraintdef(pg_constraint.oid)
      from pg_constraint join tables on tables.oid = conrelid
    union all
    select 'comment on ' || (pg_identify_object(classoid, objoid, objsubid)).identity, description
      from pg_description where objoid > 16384
    union all
    select 'trigger ' || tgname || ' on ' || relname, tgenabled::text
      from pg_trigger join tables on tables.oid = tgrelid where not tgisinternal
    union all
    select 'table ' || pg_class.relname,
        concat(relreplident, relpersistence, relacl, reloptions, relrowsecurity, relforcerowsecurity)
      from pg_class join tables using (oid)
    union all
    select 'column ' || relname || '.' || attname, concat(attstattarget, attacl, attoptions, attstorage)
      from pg_attribute join tables on oid = attrelid where attnum > 0 and not attisdropped
    union all
    select 'statistics ' || stxname, pg_get_statisticsobjdef(oid) from pg_statistic_ext
    union all
    select 'policy ' || polname, polrelid::regclass::text from pg_policy
    union all
    select 'publication ' || pubname, tablename || coalesce(rowfilter, '') from pg_publication_tables
    order by 1, 2`.execute(db);
  return rows;
}

describe("additions to the tables survive a seeding:", () => {
  test.each([
    [
      "comments on a table and a column",
      "comment on table companies is 'ours'; comment on column sessions.created_at is 'UTC'",
    ],
    [
      "comments on constraints and indexes",
      `comment on constraint sessions_pkey on sessions is 'a key'; comment on index companies_pkey is 'an ''index''';
       comment on constraint sessions_company_id_fkey on sessions is 'it''s a key';
       comment on constraint companies_company_size_fkey on companies is 'another'`,
    ],
    [
      "the mark of cluster",
      "cluster companies using companies_pkey; alter table sessions cluster on sessions_pkey",
    ],
    [
      "replica identities",
      `alter table companies replica identity using index companies_pkey; alter table sessions replica identity full;
       alter table company_months replica identity using index company_months_pkey`,
    ],
    ["storage parameters of a key", "alter index sessions_pkey set (fillfactor = 70)"],
    [
      "indexes and constraints",
      `create index by_time on sessions (created_at); alter table companies add constraint named check (company_name <> 'x');
       alter table companies add column owner int; create unique index on companies (owner) where owner > 0;
       create table people (id int primary key); alter table companies add foreign key (owner) references people not valid`,
    ],
    [
      "other names of keys",
      `alter table sessions rename constraint sessions_pkey to "The key"; alter table sessions rename constraint sessions_company_id_fkey to its_company`,
    ],
    [
      "statistics",
      "create statistics together on company_id, created_at from sessions; alter table sessions alter created_at set statistics 500",
    ],
    ["rights", "grant select on companies to public; grant update (company_name) on companies to public"],
    ["a view", "create view small as select * from companies where company_size = 'small'"],
    [
      "a view and a materialized view that group by a key",
      `create view counted as select companies.*, count(*) from companies join sessions using (company_id) group by companies.company_id;
       create materialized view kept as select companies.*, count(*) from companies group by company_id;
       create view months as select company_months.*, count(*) from company_months group by company_id, month_start`,
    ],
    [
      "a publication",
      "create publication part for table companies, sessions where (company_id > 5); create publication everything for all tables",
    ],
    [
      "policies",
      "alter table companies enable row level security; create policy hidden on companies using (company_id > 5)",
    ],
    [
      "triggers",
      `create function note() returns trigger language plpgsql as $$ begin perform count(*) from companies; return null; end $$;
       create constraint trigger late after insert on companies deferrable initially deferred for each row execute function note();
       create trigger once after insert on sessions for each statement execute function note()`,
    ],
  ])("%s", async (_, statements) => {
    const db = await seededDatabase(statements);
    const before = await catalog(db);
    await seed(db, { rules, randomSeed: "next" });
    expect(await catalog(db)).toEqual(before);
    expect((await verify(db)).passed).toBe(true);
  });
});

describe("obstacles are named, with the way out:", () => {
  test.each([
    [
      "a foreign key",
      "create table notes (company_id int references companies); insert into notes values (1)",
      "table notes refers to companies (constraint notes_company_id_fkey); drop that constraint, and add it again afterwards",
    ],
    [
      "a foreign key of another schema to another table",
      'create schema crm; create table crm."My plans" (size text constraint "of size" references subscriptions)',
      'table crm."My plans" refers to subscriptions (constraint "of size"); drop that constraint, and add it again afterwards',
    ],
    [
      "a table that inherits",
      "create table vip () inherits (companies)",
      "the rows of table vip are rows of companies too; end that with: alter table vip no inherit companies",
    ],
    [
      "a trigger that swallows rows",
      `create function swallow() returns trigger language plpgsql as $$ begin return null; end $$;
       create trigger swallow before insert on companies for each row execute function swallow()`,
      "companies sent and stored must be equal, received 40 and 0; disable while seeding what may have changed or refused rows: trigger swallow on companies",
    ],
    [
      "a trigger that refuses rows",
      `create function refuse() returns trigger language plpgsql as $$ begin raise 'these rows are mine'; end $$;
       create trigger refuse before insert on subscriptions for each row execute function refuse();
       create trigger refuse before insert on sessions for each row execute function refuse()`,
      "database: these rows are mine; disable while seeding what may have changed or refused rows: trigger refuse on sessions and refuse on subscriptions",
    ],
  ])("%s", async (_, statements, sentence) => {
    const db = await seededDatabase(statements);
    const before = await tableHashes(db);
    await expect(seed(db, { rules, randomSeed: "next" })).rejects.toThrow(
      `seed: ${sentence}; the previous dataset is unchanged`,
    );
    expect(await tableHashes(db)).toEqual(before);
  });

  test("row security that is forced on the owner", async () => {
    const admin = await emptyDatabase();
    const role = `test_${randomBytes(6).toString("hex")}`;
    await sql
      .raw(`create role ${role} login password 'secret'; grant all on schema public to ${role}`)
      .execute(admin);
    const url = Object.assign(new URL(urlOf(admin)), { username: role, password: "secret" }).href;
    const owner = new Database(url);
    onTestFinished(async () => {
      await owner.destroy();
      await sql.raw(`drop owned by ${role}; drop role ${role}`).execute(admin);
    });
    await seed(owner, { rules, randomSeed: "previous" });
    await sql
      .raw(
        "alter table companies enable row level security; create policy hidden on companies using (company_id > 5)",
      )
      .execute(owner);
    await seed(owner, { rules, randomSeed: "not forced" });
    await sql`alter table companies force row level security`.execute(owner);
    await expect(seed(owner, { rules, randomSeed: "next" })).rejects.toThrow(
      "seed: row security of companies applies (policy hidden); end that with: alter table companies no force row level security; the previous dataset is unchanged",
    );
  });
});

async function emptyDatabase(): Promise<Database> {
  const db = new Database(await emptyDatabaseUrl());
  onTestFinished(() => db.destroy());
  return db;
}

test("a dump that began before a seeding ends with an error, and not with some tables empty", async () => {
  const db = await seededDatabase(`comment on constraint sessions_pkey on sessions is 'theirs';
    comment on constraint companies_pkey on companies is 'theirs';
    comment on constraint company_months_pkey on company_months is 'theirs'`);
  await withClient(db.pool, async (dump) => {
    await dump.query("begin isolation level repeatable read; select from pg_class limit 1");
    await seed(db, { rules, randomSeed: "next" });
    // As pg_dump asks.
    const keys = dump.query("select pg_get_constraintdef(oid) from pg_constraint where contype = 'p'");
    await expect(keys).rejects.toThrow("cache lookup failed for index");
    await dump.query("rollback");
  });
});
