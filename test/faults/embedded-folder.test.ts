import fs from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { Database } from "../../db/database";
import { startEmbeddedServer, stopEmbeddedServer } from "../../db/embedded/server";
import { ExplainedError } from "../../db/explained-error";
import { defaultRules } from "../../lib/rules/rules";
import { seed } from "../../lib/seed/seed";
import { makeServerFolder } from "../db/embedded/server-folder";
import { wholeDataset } from "./seeded-database";

/** Changes a file or folder, and gives a function that makes it as it was. */
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

/** The server's own reason, then where to look and what to do. */
const NOT_STARTED = (reason: string) =>
  new RegExp(
    `^embedded database: Postgres did not start: .*${reason}.*; see .+log, or remove .+ and run \`npm run seed\` to make it anew$`,
  );
const ANEW = "remove .+ and run `npm run seed` to make it anew$";

describe("an embedded server is refused in one sentence, and whole again once it is mended, with", () => {
  let folder = "";
  let before = "";
  beforeAll(async () => {
    const made = makeServerFolder();
    folder = made.folder;
    const db = new Database(await startEmbeddedServer(folder));
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
    ["a control file that is cut short", "data/global/pg_control", changedTo("x"), NOT_STARTED("pg_control")],
    ["no control file", "data/global/pg_control", missing, NOT_STARTED("could not find the database system")],
    [
      "no PG_VERSION",
      "data/PG_VERSION",
      missing,
      new RegExp(`^embedded database: .+/PG_VERSION is missing; put it back, or ${ANEW}`),
    ],
    [
      "an empty PG_VERSION",
      "data/PG_VERSION",
      changedTo(""),
      new RegExp(
        `^embedded database: .+ was made by Postgres of an unknown version, and Postgres 18 is installed; ${ANEW}`,
      ),
    ],
    [
      "the PG_VERSION of another major version",
      "data/PG_VERSION",
      changedTo("15\n"),
      new RegExp(`^embedded database: .+ was made by Postgres 15, and Postgres 18 is installed; ${ANEW}`),
    ],
    ["no log of transactions", "data/pg_wal", missing, NOT_STARTED("pg_wal")],
    ["data that everybody may read", "data", mode(0o777), NOT_STARTED("permissions")],
    [
      "a pid file that is none",
      "data/postmaster.pid",
      (file) => {
        fs.writeFileSync(file, "garbage\n");
        return () => fs.rmSync(file);
      },
      NOT_STARTED("postmaster.pid"),
    ],
    [
      "no password",
      "password",
      missing,
      new RegExp(`^embedded database: .+/password is missing; put it back, or ${ANEW}`),
    ],
    [
      "another password",
      "password",
      changedTo("stale"),
      new RegExp(
        `^embedded database: it runs but refuses the connection: password authentication failed for user "startup"; put .+/password back as it was, or ${ANEW}`,
      ),
    ],
  ])("%s", async (_, name, damage, sentence) => {
    await stopEmbeddedServer(folder);
    const mend = damage(path.join(folder, "server", name));

    const failure = await startEmbeddedServer(folder).catch((thrown) => thrown);
    await stopEmbeddedServer(folder);
    mend();

    expect(failure).toBeInstanceOf(ExplainedError);
    expect.soft(failure.message).toMatch(sentence);
    expect(failure.message).not.toContain("\n");
    const db = new Database(await startEmbeddedServer(folder));
    expect(await wholeDataset(db)).toBe(before);
    await db.destroy();
  });
});
