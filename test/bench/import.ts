import { createReadStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { sql } from "kysely";
import { from as copyFrom } from "pg-copy-streams";
import { type Database, withClient } from "../../db/connection/database";
import { parseFolder } from "../../lib/commands/options";
import { command, runCommand } from "../../lib/commands/run-command";
import { importDataset } from "../../lib/dataset/import/import-dataset";
import { textTable } from "../../lib/text/text-table";
import { withBenchDatabase } from "./bench-database";
import { median } from "./measure";

const program = command(
  "test/bench/import.ts",
  "Benchmarks the import of an export against COPY of its CSV files into tables with the same keys, as psql's \\copy does, in one run on one server.",
)
  .requiredOption("--folder <path>", "an export", parseFolder)
  .option("--repeats <number>", "number of measurements, of which medians are shown", Number, 3)
  .option("--format <name>", "of the files that are imported: csv or parquet", "csv")
  .action(async ({ folder, repeats, format }: { folder: string; repeats: number; format: string }) => {
    await withBenchDatabase(async (db) => {
      const [imports, copies]: [number[], number[]] = [[], []];
      let megabytes = 0;
      for (let n = 0; n < repeats; n += 1) {
        imports.push(await seconds(() => importFiles(db, folder, format)));
        // Of the imports alone, since one comes first.
        if (n === 0) megabytes = process.resourceUsage().maxRSS / 1024;
        copies.push(await seconds(() => copyFiles(db, folder)));
      }
      const rows = [
        { way: "importDataset", seconds: median(imports).toFixed(1), peak_mb: megabytes.toFixed(0) },
        { way: "COPY of the CSV files", seconds: median(copies).toFixed(1), peak_mb: "" },
      ];
      process.stdout.write(
        `${textTable(rows)}\n\nThe import takes ${(median(imports) / median(copies)).toFixed(2)} times as long.\n`,
      );
    });
  });
void runCommand(program);

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function importFiles(db: Database, folder: string, format: string): Promise<void> {
  const file = (name: string) => path.join(folder, `${name}.${format}`);
  const [companies, sessions, subscriptions] = [file("companies"), file("sessions"), file("subscriptions")];
  const { fingerprint } = await importDataset(db, { companies, sessions, subscriptions, replace: true });
  process.stderr.write(`imported: ${fingerprint}\n`);
}

/** Copies companies and sessions into tables with the same keys and checks, but without triggers. */
async function copyFiles(db: Database, folder: string): Promise<void> {
  await sql`drop table if exists copied_sessions, copied_companies`.execute(db);
  await sql`create table copied_companies (like companies including all)`.execute(db);
  await sql`create table copied_sessions (like sessions including all,
    foreign key (company_id) references copied_companies)`.execute(db);
  await withClient(db.pool, async (client) => {
    for (const [table, columns] of [
      ["companies", "company_id, company_name, company_size, created_at"],
      ["sessions", "company_id, session_id, created_at, duration_seconds"],
    ] as const) {
      const sink = client.query(
        copyFrom(`copy copied_${table} (${columns}) from stdin (format csv, header)`),
      );
      await pipeline(
        createReadStream(path.join(folder, `${table}.csv`), { highWaterMark: 256 * 1024 }),
        sink,
      );
    }
  });
}
