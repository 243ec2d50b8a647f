import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Database } from "../../db/connection/database";
import { type CompanyGenerator, createCompanyGenerator } from "../../lib/dataset/company-generator";
import { seed } from "../../lib/dataset/load/seed";
import { rowChunks } from "../../lib/dataset/row-chunks";
import { defaultRandomSeed, defaultRules } from "../../lib/dataset/rules";
import { createDrizzleTables, loadByDrizzle } from "./drizzle-load";
import { loadFloor, writeCopyFiles } from "./floor";
import { loadByInsert } from "./insert-load";
import { type Measurement, measure } from "./measure";

/** The cost of a way of loading compared with `seed`. */
export interface LoadRow {
  readonly load: string;
  readonly rows: number;
  readonly seconds: number;
  readonly microseconds_per_row: number;
  /** Seconds per row over those of `seed`. */
  readonly times_seed: number;
  /** Every run, in their order. */
  readonly all_seconds: string;
}

/** The rules of the default startup with another number of companies, ready to draw from. */
export function generatorOf(companies: number): CompanyGenerator {
  return createCompanyGenerator({ ...defaultRules, companies }, defaultRandomSeed);
}

/**
 * `seed` against its floor and against making the rows alone, at `companies`; against the row-by-row ways at
 * `fewCompanies`, since they take too long at more.
 */
export async function measureLoad(
  db: Database,
  companies: number,
  fewCompanies: number,
  repeats: number,
): Promise<LoadRow[]> {
  const many = generatorOf(companies);
  const few = generatorOf(fewCompanies);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "startup-bench-"));
  try {
    const files = await writeCopyFiles(many, folder);
    await createDrizzleTables(db.pool);
    const { sessions } = await seed(db, { rules: few.rules, replace: true });
    const slow = await measure(
      {
        "multi-row INSERT": () => loadByInsert(db, few),
        "drizzle-seed": () => loadByDrizzle(db.pool, few.rules, sessions),
      },
      repeats,
    );
    const fast = await measure(
      {
        seed: () => seedRows(db, many),
        floor: () => loadFloor(db, many, files),
        "rows made and thrown away": () => madeRows(many),
      },
      repeats,
    );
    return compare([...fast, ...slow]);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function seedRows(db: Database, { rules }: CompanyGenerator): Promise<number> {
  const { companies, sessions } = await seed(db, { rules, replace: true });
  return companies + sessions;
}

/** Rows made, encoded and hashed, and sent nowhere. */
async function madeRows(generator: CompanyGenerator): Promise<number> {
  const hash = createHash("sha256");
  let made = 0;
  for (const table of ["companies", "sessions"] as const) {
    let rowsOfTable = 0;
    for (const { bytes, rows } of rowChunks(generator, table)) {
      hash.update(bytes);
      rowsOfTable = rows;
    }
    made += rowsOfTable;
  }
  return made;
}

function compare(measurements: readonly Measurement[]): LoadRow[] {
  const perRow = ({ medianSeconds, rows }: Measurement) => medianSeconds / rows;
  const [first] = measurements;
  const base = first ? perRow(first) : Number.NaN;
  return measurements.map((one) => ({
    load: one.name,
    rows: one.rows,
    seconds: Math.round(one.medianSeconds * 1000) / 1000,
    microseconds_per_row: Math.round(perRow(one) * 1e8) / 100,
    times_seed: Math.round((perRow(one) / base) * 100) / 100,
    all_seconds: one.seconds.map((seconds) => seconds.toFixed(2)).join(" "),
  }));
}
