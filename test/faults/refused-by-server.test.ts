import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { expect, inject, onTestFinished, test } from "vitest";
import type { Database } from "../../db/connection/database";
import { runCommand } from "../run-command";
import { seededDatabase } from "./seeded-database";

type CommandName = "seed" | "kpis" | "verify";

/** Changes a part of a URL. */
const withPart = (
  url: string,
  part: Partial<Pick<URL, "username" | "password" | "pathname" | "hostname" | "port" | "search">>,
) => Object.assign(new URL(url), part).href;

/** What lets every row of a table fail with this code, as Postgres does for reasons of its own. */
const failing = (table: string, message: string, code: string) => `
  create function fail() returns trigger language plpgsql as
    $$ begin raise exception '${message}' using errcode = '${code}'; end $$;
  create trigger fail before insert on ${table} for each row execute function fail()`;

/** Each fault, and the reason that commands print; the hints are asserted in `test/db/errors`. */
const faults: [string, Fault][] = [
  [
    "a wrong password",
    {
      url: (url) => withPart(url, { password: "wrong" }),
      every: /^database: password authentication failed for user "startup"; .+$/,
    },
  ],
  [
    "an unknown user",
    {
      url: (url) => withPart(url, { username: "stranger" }),
      every: /^database: password authentication failed for user "stranger"; .+$/,
    },
  ],
  [
    "an unknown database",
    {
      url: (url) => withPart(url, { pathname: "nowhere" }),
      every: /^database: database "nowhere" does not exist; .+$/,
    },
  ],
  [
    "a port where nothing listens",
    {
      url: (url) => withPart(url, { port: "1" }),
      every: /^database: connect ECONNREFUSED 127\.0\.0\.1:1; .+$/,
    },
  ],
  [
    "an unknown host",
    {
      url: (url) => withPart(url, { hostname: "no-such-host.invalid" }),
      every: /^database: getaddrinfo (ENOTFOUND|EAI_AGAIN) no-such-host\.invalid; .+$/,
    },
  ],
  [
    "a certificate that does not exist",
    {
      url: (url) => withPart(url, { search: "sslmode=verify-full&sslrootcert=/no/such/file" }),
      every: /^database: ENOENT: .+; .+$/,
    },
  ],
  [
    "a server that is too old",
    {
      prepare: "create function current_setting(text) returns text language sql as $$ select '14.17' $$",
      settings: ["search_path = public, pg_catalog"],
      undo: "drop function public.current_setting",
      every: /^database: the server must be Postgres 15 or later, and it is 14\.17; .+$/,
    },
  ],
  [
    "a statement timeout",
    {
      companies: 20_000,
      url: (url) => withPart(url, { search: "options=-c statement_timeout=100" }),
      seed: /^seed: database: canceling statement due to statement timeout; .+; the previous dataset is unchanged$/,
    },
  ],
  [
    "a full disk",
    {
      prepare: failing("sessions", "could not extend file: No space left on device", "53100"),
      undo: "drop function fail cascade",
      seed: /^seed: database: could not extend file: No space left on device; .+; the previous dataset is unchanged$/,
    },
  ],
  [
    "a full disk at the last row",
    {
      prepare: failing("dataset", "could not extend file: No space left on device", "53100"),
      undo: "drop function fail cascade",
      seed: /^seed: database: could not extend file: .+; the previous dataset is unchanged$/,
    },
  ],
  [
    "a limit of temporary files",
    {
      prepare: failing("companies", "temporary file size exceeds temp_file_limit (1kB)", "53400"),
      undo: "drop function fail cascade",
      seed: /^seed: database: temporary file size exceeds temp_file_limit \(1kB\); .+; the previous dataset is unchanged$/,
    },
  ],
  [
    "a deadlock",
    {
      prepare: failing("companies", "deadlock detected", "40P01"),
      undo: "drop function fail cascade",
      seed: /^seed: database: deadlock detected; .+; the previous dataset is unchanged$/,
    },
  ],
  [
    "a server that only reads",
    {
      settings: ["default_transaction_read_only = on"],
      undo: "set default_transaction_read_only = off",
      seed: /^seed: database: cannot execute TRUNCATE TABLE in a read-only transaction; .+; the previous dataset is unchanged$/,
    },
  ],
  [
    "a role that may only read",
    {
      // Not on startup_migration, which only a seeding needs.
      role: "grant select on dataset, subscriptions, companies, sessions, company_months, company_lives, monthly_activity to ROLE",
      seed: /^seed: database: permission denied for table \w+; .+; the previous dataset is unchanged$/,
    },
  ],
  [
    "a role without permissions",
    {
      role: "select 1",
      every:
        /^((seed|verify): )?database: permission denied for table \w+; .+(; the previous dataset is unchanged)?$/,
    },
  ],
  [
    "a role without a connection to spare",
    {
      role: "alter role ROLE connection limit 0",
      every: /^database: too many connections for role "\w+"; .+$/,
    },
  ],
];

interface Fault {
  /** SQL that causes the fault. */
  readonly prepare?: string;
  /** Settings of the database. */
  readonly settings?: readonly string[];
  /** SQL that removes it. */
  readonly undo?: string;
  /** The permissions of a new role. */
  readonly role?: string;
  readonly url?: (url: string) => string;
  /** How many companies to seed, 100 by default. */
  readonly companies?: number;
  /** What all commands print. */
  readonly every?: RegExp;
  /** What `npm run seed` prints, if the other commands work. */
  readonly seed?: RegExp;
}

test.each(faults)("%s is explained in one line, and the dataset stays whole", async (_, fault) => {
  const { url, db, expectUnharmed } = await seededDatabase();
  const database = new URL(url).pathname.slice(1);
  if (fault.prepare) await sql.raw(fault.prepare).execute(db);
  for (const setting of fault.settings ?? [])
    await sql.raw(`alter database ${database} set ${setting}`).execute(db);
  const DATABASE_URL = fault.role ? await urlOfRole(url, db, fault.role) : (fault.url?.(url) ?? url);
  const commands: CommandName[] = fault.every || fault.role ? ["seed", "kpis", "verify"] : ["seed"];

  const ended = await Promise.all(
    commands.map(async (name) => {
      const args = name === "seed" ? ["--companies", String(fault.companies ?? 100)] : [];
      return { name, ...(await runCommand(`lib/commands/${name}.ts`, args, { DATABASE_URL })) };
    }),
  );

  for (const { name, code, stdout, stderr } of ended) {
    const sentence = fault.every ?? (name === "seed" ? fault.seed : undefined);
    if (!sentence) expect.soft({ name, code, stderr }).toEqual({ name, code: 0, stderr: "" });
    else {
      expect.soft({ name, code, stdout }).toEqual({ name, code: 1, stdout: "" });
      expect.soft(stderr.replace(/\n$/, "")).toMatch(sentence);
      expect.soft(stderr).not.toContain(new URL(inject("serverUrl")).password);
    }
  }
  for (const setting of fault.settings ?? [])
    await sql.raw(`alter database ${database} reset ${setting.split(" ")[0]}`).execute(db);
  if (fault.undo) await sql.raw(fault.undo).execute(db);
  await expectUnharmed();
});

test("every command refuses a stranger's tables of the same names in one line, and leaves them", async () => {
  const { url, db } = await seededDatabase();
  const schema =
    "create schema theirs; create table theirs.companies as select 7 as id; create table theirs.sessions ()";
  await sql.raw(schema).execute(db);
  const DATABASE_URL = withPart(url, { search: "options=-c search_path=theirs" });
  const sentence =
    "database: tables companies and sessions already exist and were not created by this project; rename them, or set DATABASE_URL to an empty database\n";
  const ended = await Promise.all(
    ["seed", "kpis", "verify"].map((name) => runCommand(`lib/commands/${name}.ts`, [], { DATABASE_URL })),
  );
  for (const one of ended) {
    expect(one).toMatchObject({ code: 1, stdout: "" });
    expect(one.stderr.replace("seed: ", "")).toBe(sentence);
  }
  expect((await sql`select id from theirs.companies`.execute(db)).rows).toEqual([{ id: 7 }]);
});

/** The URL of the database for a new role, which is gone when the test has finished. */
async function urlOfRole(url: string, db: Database, rights: string): Promise<string> {
  const role = `test_${randomBytes(6).toString("hex")}`;
  await sql
    .raw(`create role ${role} login password 'secret'; ${rights.replaceAll("ROLE", role)}`)
    .execute(db);
  onTestFinished(async () => void (await sql.raw(`drop owned by ${role}; drop role ${role}`).execute(db)));
  return withPart(url, { username: role, password: "secret" });
}
