import type { PoolClient } from "pg";
import { expect, test } from "vitest";
import { withClient } from "../../../../db/connection/database";
import { generatedRows } from "../../../../lib/dataset/load/generated-rows";
import { type Report, replaceDataset } from "../../../../lib/dataset/load/replace-dataset";
import { databaseOfFile } from "../../../test-database";
import { small } from "../verify/small-dataset";

const file = databaseOfFile();
const never = new AbortController().signal;

/** Replaces the dataset by the small one after these statements, looks, and undoes it all. */
async function replaced<T>(
  statements: string,
  look: (client: PoolClient, loading: ReturnType<typeof replaceDataset>, reports: string[]) => Promise<T>,
): Promise<T> {
  return await withClient(file.db.pool, async (client) => {
    await client.query(`begin; ${statements}`);
    const reports: string[] = [];
    const report: Report = (step, sent) =>
      reports.push(`${step} ${sent?.companies ?? "-"} ${sent?.sessions ?? "-"}`);
    const loading = replaceDataset(client, generatedRows(small), { replace: false, signal: never, report });
    return await look(client, loading, reports).finally(() => client.query("rollback"));
  });
}

test("what was loaded is counted, reported step by step, recorded and known to the planner", async () => {
  await replaced("", async (client, loading, reports) => {
    const { companies, sessions, fingerprint } = await loading;
    expect([companies, sessions]).toEqual([4, 15]);
    expect(reports).toEqual([
      "waiting - -",
      "companies 4 0",
      "months 4 15",
      "lives 4 0",
      "sessions 4 15",
      "constraints 4 15",
    ]);
    const record = await client.query("select seed, companies, sessions, fingerprint from dataset");
    expect(record.rows).toEqual([{ seed: "seed 2670", companies: 4, sessions: 15, fingerprint }]);
    const tables = ["companies", "company_lives", "company_months", "dataset", "sessions", "subscriptions"];
    const known = await client.query(
      "select relname, reltuples from pg_class where relname = any ($1) order by 1",
      [tables],
    );
    expect(known.rows.map(({ relname, reltuples }) => [relname, reltuples])).toEqual([
      ["companies", 4],
      ["company_lives", 3],
      ["company_months", 7],
      ["dataset", 1],
      ["sessions", 15],
      ["subscriptions", 2],
    ]);
  });
});

test("another seeding has to wait, and the server looks after this process while it loads", async () => {
  await replaced("set local client_connection_check_interval = 0", async (client, loading) => {
    await loading;
    const lock = await client.query(
      "select objid from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()",
    );
    expect(lock.rows).toEqual([{ objid: 7_320_002 }]);
    expect((await client.query("show client_connection_check_interval")).rows).toEqual([
      { client_connection_check_interval: "1s" },
    ]);
    expect((await client.query("show idle_in_transaction_session_timeout")).rows).toEqual([
      { idle_in_transaction_session_timeout: "1min" },
    ]);
  });
});

/** A trigger that somebody has put on a table. */
const trigger = (name: string, when: string, body: string) => `
  create function ${name}() returns trigger language plpgsql as $$ begin ${body} end $$;
  create trigger ${name} ${when} execute function ${name}();`;

test.each([
  [
    "companies sent and stored must be equal, received 4 and 3",
    trigger(
      "swallow",
      "before insert on companies for each row",
      "if new.company_id = 3 then return null; end if; return new;",
    ),
  ],
  [
    "company months sent and stored must be equal, received 7 and 6",
    trigger(
      "swallow",
      "before insert on company_months for each row",
      "if new.company_id = 1 then return null; end if; return new;",
    ),
  ],
  [
    "company lives sent and stored must be equal, received 3 and 2",
    trigger(
      "swallow",
      "before insert on company_lives for each row",
      "if new.company_id = 1 then return null; end if; return new;",
    ),
  ],
  [
    "sessions sent and stored must be equal, received 15 and 14",
    trigger(
      "swallow",
      "before insert on sessions for each row",
      "if new.company_id = 1 then return null; end if; return new;",
    ),
  ],
  [
    "sessions sent and counted by month must be equal, received 15 and 22",
    trigger(
      "double",
      "before insert on company_months for each row",
      "new.sessions := new.sessions + 1; return new;",
    ),
  ],
  [
    "companies sent and stored must be equal, received 4 and 3",
    trigger(
      "erase",
      "after insert on sessions for each statement",
      "delete from companies where company_id = 3; return null;",
    ),
  ],
  [
    "sessions sent and stored must be equal, received 15 and 14",
    trigger(
      "erase",
      "after insert on sessions for each statement",
      "delete from sessions where company_id = 1; return null;",
    ),
  ],
])("if triggers of others change what is loaded, it fails: %s", async (sentence, statements) => {
  await replaced(statements, async (_, loading) => {
    const [, name, table] = /create trigger (\w+) .* on (\w+) for each/.exec(statements) ?? [];
    await expect(loading).rejects.toThrow(
      `${sentence}; disable while seeding what may have changed or refused rows: trigger ${name} on ${table}`,
    );
  });
});
