import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { Database } from "../../../db/connection/database";
import { migrate } from "../../../db/migrations/migrate";
import { projectRoot } from "../../../db/process/project-root";
import { temporaryFolder } from "../../temporary-folder";
import { emptyDatabaseUrl, testDatabase } from "../../test-database";

const bin = (name: string) => path.join(projectRoot, "node_modules", ".bin", name);

test("the types of the tables are those of the real database", async () => {
  const folder = temporaryFolder();
  const url = await emptyDatabaseUrl();
  const db = new Database(url);
  await migrate(db);
  await db.destroy();

  writeTypesOf(url, path.join(folder, "real.ts"));
  fs.symlinkSync(path.join(projectRoot, "node_modules"), path.join(folder, "node_modules"));
  fs.writeFileSync(path.join(folder, "compare.ts"), comparison);
  const schema = path.join(projectRoot, "db", "schema", "schema");
  const paths = { "project-schema": [schema] };
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
    paths,
  };
  fs.writeFileSync(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["compare.ts"] }),
  );

  // By its path, since the name `tsc` may be tslab's older compiler.
  const tsc = path.join(projectRoot, "node_modules", "typescript", "bin", "tsc");
  const { stdout, status } = spawnSync(process.execPath, [tsc, "--project", folder], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});

/** Types by kysely-codegen from the database, with columns as `column-parsers.ts` returns them. */
function writeTypesOf(url: string, file: string): void {
  const options = ["--dialect=postgres", `--url=${url}`, `--out-file=${file}`, "--exclude-pattern=startup_*"];
  const parsers = [
    "--numeric-parser=number",
    "--date-parser=string",
    '--type-mapping={"int8":"number","jsonb":"object","timestamptz":"Date"}',
  ];
  const { status, stderr } = spawnSync(bin("kysely-codegen"), [...options, ...parsers], {
    encoding: "utf8",
    cwd: os.tmpdir(),
  });
  expect(status, stderr).toBe(0);
}

const comparison = `
import type { Selectable } from "kysely";
import type { Schema } from "project-schema";
import type { DB } from "./real";

// Postgres does not know that a view's columns are never null, nor which texts they contain.
type Value<Table, Type> = Table extends "monthly_activity" ? (NonNullable<Type> extends string ? string : NonNullable<Type>) : Type;
type Rows<Tables> = { [Table in keyof Tables]: { [Column in keyof Selectable<Tables[Table]>]: Value<Table, Selectable<Tables[Table]>[Column]> } };
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : "they differ";

export const tables: Same<keyof Schema, keyof DB> = true;
export const rows: Same<Rows<Schema>, Rows<DB>> = true;
`;

test("a wrong table, column or value does not compile, nor does it run", async () => {
  const db = await testDatabase();

  // @ts-expect-error the table is called companies
  const wrongTable = db.selectFrom("customers").selectAll();
  await expect(wrongTable.execute()).rejects.toThrow(/"customers" does not exist/);

  // @ts-expect-error the column is called company_size
  const wrongColumn = db.selectFrom("companies").select("size");
  await expect(wrongColumn.execute()).rejects.toThrow(/"size" does not exist/);

  const companies = db.selectFrom("companies").selectAll();
  // @ts-expect-error a company's id is a number
  const wrongValue = companies.where("company_id", "=", "first");
  await expect(wrongValue.execute()).rejects.toThrow(/invalid input syntax for type integer: "first"/);

  // @ts-expect-error a session has no company_size
  const wrongOrder = db.selectFrom("sessions").select("session_id").orderBy("company_size");
  await expect(wrongOrder.execute()).rejects.toThrow(/"company_size" does not exist/);

  // @ts-expect-error a company needs its size
  const missingValue = db.insertInto("companies").values({ company_name: "x", created_at: new Date(0) });
  await expect(missingValue.execute()).rejects.toThrow(/company_size/);
});
