import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Database } from "../../db/connection/database";
import { ensureServer, stopServer } from "../../db/embedded/server";
import { UserError } from "../../db/errors/user-error";
import { seed } from "../../lib/dataset/load/seed";
import { defaultRules } from "../../lib/dataset/rules";
import { makeServerFolder } from "../db/embedded/server-folder";
import { wholeDataset } from "./seeded-database";

/** Changes a file or folder, and returns a function that restores it. */
type Damage = (file: string) => () => void;

const changedTo =
  (content: string | Buffer): Damage =>
  (file) => {
    const before = fs.readFileSync(file);
    // Written over, so that owner and mode stay.
    fs.writeFileSync(file, content);
    return () => fs.writeFileSync(file, before);
  };

const missing: Damage = (file) => {
  fs.renameSync(file, `${file}.away`);
  return () => fs.renameSync(`${file}.away`, file);
};

const mode =
  (bits: number): Damage =>
  (file) => {
    const before = fs.statSync(file).mode;
    fs.chmodSync(file, bits);
    return () => fs.chmodSync(file, before);
  };

/** The server's own reason, and the hint. */
const NOT_STARTED = (reason: string) =>
  new RegExp(
    `^embedded database: Postgres did not start: .*${reason}.*; see .+log, or move .+ elsewhere and run \`npm run seed\` to begin with an empty database$`,
  );

describe("an embedded server", () => {
  let folder = "";
  let before = "";
  beforeAll(async () => {
    const made = makeServerFolder();
    folder = made.folder;
    const db = new Database(await ensureServer(folder));
    await seed(db, { rules: { ...defaultRules, companies: 40 } });
    before = await wholeDataset(db);
    await db.destroy();
    return made.remove;
  });

  test.each<[string, string, Damage, RegExp]>([
    [
      "a control file of zeros",
      "data/global/pg_control",
      changedTo(Buffer.alloc(8192)),
      NOT_STARTED("database files are incompatible"),
    ],
    ["a truncated control file", "data/global/pg_control", changedTo("x"), NOT_STARTED("pg_control")],
    ["no control file", "data/global/pg_control", missing, NOT_STARTED("could not find the database system")],
    [
      "no PG_VERSION",
      "data/PG_VERSION",
      missing,
      /^embedded database: its data was in .+\/server\/data, and is missing; restore it, or move .+\/server elsewhere and remove .+\/made to begin with an empty database$/,
    ],
    [
      "no data at all",
      "data",
      missing,
      /^embedded database: its data was in .+, and is missing; restore it, or move .+$/,
    ],
    [
      "no folder",
      "",
      missing,
      /^embedded database: its data was in .+, and is missing; restore it, or remove .+\/made to begin with an empty database$/,
    ],
    ["an empty PG_VERSION", "data/PG_VERSION", changedTo(""), NOT_STARTED("PG_VERSION")],
    [
      "the PG_VERSION of another major version",
      "data/PG_VERSION",
      changedTo("15\n"),
      NOT_STARTED("initialized by PostgreSQL version 15, which is not compatible with this version 18"),
    ],
    ["no log of transactions", "data/pg_wal", missing, NOT_STARTED("pg_wal")],
    ["data that everybody may read", "data", mode(0o777), NOT_STARTED("Permissions should be u=rwx")],
    [
      "a pid file without a number",
      "data/postmaster.pid",
      (file) => {
        fs.writeFileSync(file, "garbage\n");
        return () => fs.rmSync(file);
      },
      NOT_STARTED("postmaster.pid"),
    ],
  ])(
    "with %s is refused in one line, and complete once that is repaired",
    async (_, name, damage, sentence) => {
      await stopServer(folder);
      const mend = damage(path.join(folder, "server", name));

      const failure = await ensureServer(folder).catch((thrown) => thrown);
      if (name) await stopServer(folder);
      mend();

      expect(failure).toBeInstanceOf(UserError);
      expect.soft(failure.message).toMatch(sentence);
      expect(failure.message).not.toContain("\n");
      await expectWhole();
    },
  );

  test.each<[string, string, Damage]>([
    ["no URL", "url", missing],
    ["the URL of another password", "url", changedTo("postgresql://startup:stale@127.0.0.1:54321/startup\n")],
    ["a text that is not a URL", "url", changedTo("\0")],
    ["no log", "log", missing],
    [
      "a pid file without a number, as of a server that was killed before it wrote it",
      "data/postmaster.pid",
      (file) => {
        fs.writeFileSync(file, "");
        return () => undefined;
      },
    ],
  ])("with %s starts nevertheless", async (_, name, damage) => {
    await stopServer(folder);
    damage(path.join(folder, "server", name));
    await expectWhole();
  });

  test("whose URL was changed while it runs is stopped and started with a new one", async () => {
    await ensureServer(folder);
    const file = path.join(folder, "server", "url");
    changedTo(fs.readFileSync(file, "utf8").replace(/:[^:@]+@/, ":stale@"))(file);
    await expectWhole();
  });

  async function expectWhole() {
    const db = new Database(await ensureServer(folder));
    expect(await wholeDataset(db)).toBe(before);
    await db.destroy();
  }
});
