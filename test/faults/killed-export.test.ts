import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { exportDataset } from "../../lib/dataset/export/export-dataset";
import { seed } from "../../lib/dataset/load/seed";
import { verifyExport } from "../../lib/dataset/verify-export/verify-export";
import { startChild } from "../child-process";
import { temporaryFolder } from "../temporary-folder";
import { longRules, seededDatabase } from "./seeded-database";

test.each(["subscriptions.csv", "sessions.parquet", "datapackage.json"])(
  "an export that is killed when %s is written leaves a folder that fits its description",
  async (name) => {
    const { url, db } = await seededDatabase();
    const parent = temporaryFolder();
    const folder = path.join(parent, "export");
    await exportDataset(db, folder);
    await seed(db, { rules: longRules });

    const { process: command, ended } = startChild("lib/commands/export.ts", ["--folder", folder], {
      env: { ...process.env, DATABASE_URL: url },
    });
    const partial = path.join(parent, `.export.partial-${command.pid}`);
    while (!fs.existsSync(path.join(partial, name)) && command.exitCode === null) await sleep(1);
    command.kill("SIGKILL");
    await ended;

    expect(`${await verifyExport(folder)}`).toBe("All 17 checks pass.");
    await exportDataset(db, folder);
    expect(`${await verifyExport(folder)}`).toBe("All 17 checks pass.");
    expect(fs.readdirSync(parent)).toEqual(["export"]);
  },
);
