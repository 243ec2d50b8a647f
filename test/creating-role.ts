import { Client } from "pg";
import { inject, onTestFinished } from "vitest";

/** A role that may create databases, whose databases are told from those of other tests. */
export async function roleUrl(): Promise<{ url: string; databases: () => Promise<number> }> {
  const role = `creating_${process.pid}_${Date.now()}`;
  const client = new Client({ connectionString: inject("serverUrl") });
  await client.connect();
  onTestFinished(async () => {
    await client.query(`drop role ${role}`);
    await client.end();
  });
  await client.query(`create role ${role} login createdb password 'secret'`);
  const url = new URL(inject("serverUrl"));
  Object.assign(url, { username: role, password: "secret" });
  const databases = async () => {
    const owned = await client.query(
      "select from pg_database where pg_get_userbyid(datdba) = $1 and datname like 'startup_temporary%'",
      [role],
    );
    return owned.rows.length;
  };
  return { url: url.href, databases };
}
