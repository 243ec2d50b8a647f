import { sql } from "kysely";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { Database } from "../../db/connection/database";
import { ensureServer } from "../../db/embedded/server";
import { seed } from "../../lib/dataset/load/seed";
import { sessionsPerMonth } from "../../lib/metrics/sessions-per-month";
import { startChild } from "../child-process";
import { cuttableWire } from "../cuttable-wire";
import { isRunning, killServer, makeServerFolder, postmasterPid } from "../db/embedded/server-folder";
import { longRules, seededDatabase, wholeDataset } from "./seeded-database";

/** How a server of its own can end from one moment to the next. */
const ends: [string, (folder: string) => Promise<void>][] = [
  ["killed (SIGKILL)", killServer],
  ["stopped hard (SIGQUIT, Postgres's immediate mode)", stopHard],
];

let folder = "";
beforeAll(async () => {
  const made = makeServerFolder();
  folder = made.folder;
  return made.remove;
});

const ownDatabase = async () => await seededDatabase(await ensureServer(folder));

test.each(ends)(
  "npm run seed with a server that is %s says so in one sentence, and the previous dataset is whole",
  async (_, end) => {
    const { url, before } = await ownDatabase();
    const DATABASE_URL = (
      await cuttableWire(
        url,
        endAmidRows(() => end(folder)),
      )
    ).url;
    const command = startChild("lib/commands/seed.ts", ["--companies", "20000"], {
      env: { ...process.env, DATABASE_URL },
    });

    const { code, stdout, stderr } = await command.ended;

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^seed: database: [^\n]+; [^\n]+; the previous dataset is unchanged\n$/);
    const after = new Database(await ensureServer(folder));
    onTestFinished(() => after.destroy());
    expect(await wholeDataset(after)).toBe(before);
    await seed(after, { rules: longRules });
  },
);

test.each(ends)(
  "a query on a server that is %s fails in one sentence, and works again once the server does",
  async (_, end) => {
    const { db, before } = await ownDatabase();
    const failure = sql`select pg_sleep(30)`.execute(db).catch((thrown) => thrown);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await end(folder);
    expect((await failure).message).toMatch(/^database: [^;\n]+; .*run this again$/);

    expect(
      (
        await sessionsPerMonth(db)
          .execute()
          .catch((thrown) => thrown)
      ).message,
    ).toMatch(/^database: [^;\n]+; .+$/);
    const again = new Database(await ensureServer(folder));
    onTestFinished(() => again.destroy());
    expect(await sessionsPerMonth(again).execute()).toHaveLength(6);
    expect(await wholeDataset(again)).toBe(before);
  },
);

test("a server process that crashes at the commit, and the server with it, leaves the previous dataset whole", async () => {
  const { url, db, expectUnharmed } = await ownDatabase();
  const pids = await sessionPids(db);
  const wire = await cuttableWire(url, (sent) => {
    if (!sent.includes("commit\0")) return "through";
    void sessionPids(db).then((now) => {
      for (const pid of now) if (!pids.includes(pid)) process.kill(pid, "SIGKILL");
    });
    return "held";
  });
  const through = new Database(wire.url);
  onTestFinished(() => through.destroy());
  await expect(seed(through, { rules: longRules })).rejects.toThrow(
    /^seed: database: .+; the previous dataset is unchanged$/,
  );
  await expectUnharmed();
});

/** Ends the server, once, while a client sends rows: at its fifth large piece. */
function endAmidRows(end: () => Promise<void>) {
  let pieces = 0;
  return (sent: Buffer) => {
    if (sent.length > 16_000) {
      pieces += 1;
      if (pieces === 5) void end();
    }
    return "through" as const;
  };
}

/** The processes of the server that serve a seeding. */
async function sessionPids(db: Database): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
  return rows.map(({ pid }) => pid);
}

async function stopHard(of: string): Promise<void> {
  const pid = postmasterPid(of);
  process.kill(pid, "SIGQUIT");
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}
