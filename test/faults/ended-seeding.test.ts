import os from "node:os";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { startChild } from "../child-process";
import { seededDatabase, wholeDataset } from "./seeded-database";

test.each(["SIGTERM", "SIGHUP"] as const)(
  "npm run seed that is ended by %s says so in one sentence, and the previous dataset is whole",
  async (signal) => {
    const { db, url, before } = await seededDatabase();
    const command = startChild("lib/commands/seed.ts", ["--companies", "1000000"], {
      env: { ...process.env, DATABASE_URL: url },
    });
    const seeding = sql<{ found: boolean }>`select exists (select from pg_stat_activity
      where datname = current_database() and application_name = 'startup-notebooks seeding') as found`;
    while (!(await seeding.execute(db)).rows[0]?.found)
      await new Promise((resolve) => setTimeout(resolve, 20));
    command.process.kill(signal);

    const { code, stdout, stderr } = await command.ended;

    expect({ code, stdout }).toEqual({ code: 128 + os.constants.signals[signal], stdout: "" });
    expect(stderr).toMatch(/(^|\n)seed: it was interrupted; the previous dataset is unchanged\n$/);
    expect(await wholeDataset(db)).toBe(before);
  },
);
