import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeAll } from "vitest";
import type { Database } from "../../../../db/connection/database";
import { exportDataset } from "../../../../lib/dataset/export/export-dataset";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules, type Rules } from "../../../../lib/dataset/rules";
import { verifyExport } from "../../../../lib/dataset/verify-export/verify-export";
import { databaseOfFile } from "../../../test-database";

/** 310 companies. */
export const rules: Rules = { ...defaultRules, companies: 200, newCustomers: 10 };

/** An export for all tests of a file, which change copies of it. */
export interface ExportOfFile {
  /** The database that it is from. */
  readonly db: Database;
  /** A folder for everything that a test writes, removed after the tests. */
  readonly parent: string;
  readonly whole: string;
  /** A copy of the export, in which files can be changed. */
  copy(): string;
}

export function exportOfFile(): ExportOfFile {
  const file = databaseOfFile();
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), "startup verify "));
  const whole = path.join(parent, "whole");
  beforeAll(async () => {
    await seed(file.db, { rules, randomSeed: "proof" });
    await exportDataset(file.db, whole);
    return () => fs.rmSync(parent, { recursive: true });
  });
  return {
    get db() {
      return file.db;
    },
    parent,
    whole,
    copy() {
      const folder = fs.mkdtempSync(path.join(parent, "copy-"));
      fs.cpSync(whole, folder, { recursive: true });
      return folder;
    },
  };
}

export type Edit = (content: string) => string;

/** Changes the bytes of a file, each as a character. */
export function edit(folder: string, name: string, change: Edit): void {
  const place = path.join(folder, name);
  fs.writeFileSync(place, change(fs.readFileSync(place, "latin1")), "latin1");
}

/** Describes a file as it is now, as one who forges an export would. */
export function describeAgain(folder: string, name: string): void {
  const content = fs.readFileSync(path.join(folder, name));
  const sha256 = createHash("sha256").update(content).digest("hex");
  edit(folder, "datapackage.json", (text) => {
    const description = JSON.parse(text);
    const resource = description.resources.find((one: { path: string }) => one.path === name);
    Object.assign(resource, { bytes: content.length, hash: `sha256:${sha256}` });
    return JSON.stringify(description);
  });
}

/** The failed checks and what they say. */
export async function failures(folder: string): Promise<Record<string, string>> {
  const { rows } = await verifyExport(folder);
  return Object.fromEntries(rows.filter(({ passed }) => !passed).map(({ check, detail }) => [check, detail]));
}
