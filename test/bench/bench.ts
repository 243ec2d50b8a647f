import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { InvalidArgumentError } from "commander";
import { projectRoot } from "../../db/process/project-root";
import { command, runCommand } from "../../lib/commands/run-command";
import { seed } from "../../lib/dataset/load/seed";
import { textTable } from "../../lib/text/text-table";
import { withBenchDatabase } from "./bench-database";
import { measureCanceling } from "./cancel";
import { measureGrowth } from "./growth";
import { measureKpis } from "./kpis";
import { generatorOf, measureLoad } from "./load";

interface BenchOptions {
  readonly companies: number;
  readonly few: number;
  readonly growth: readonly number[];
  readonly repeats: number;
}

const RESULT = path.join(projectRoot, "test-artifacts", "bench.json");

const program = command(
  "npm run bench",
  "Benchmarks loading, KPI queries and canceling against lower bounds and the usual alternatives, in one run on one server.",
)
  .option("--companies <number>", "companies for loading and KPIs", parseSize, 50_000)
  .option("--few <number>", "companies for the alternatives that load row by row", parseSize, 500)
  .option(
    "--growth <list>",
    "numbers of companies to seed one after the other, or none",
    parseSizes,
    [1000, 10_000, 100_000],
  )
  .option("--repeats <number>", "number of measurements, of which medians are shown", parseSize, 3)
  .action(async (options: BenchOptions) => {
    const result = await withBenchDatabase(async (db, url) => {
      const load = await measureLoad(db, options.companies, options.few, options.repeats);
      show(`Loading, ${options.companies.toLocaleString("en-US")} companies`, load);
      const { rules } = generatorOf(options.companies);
      await seed(db, { rules, replace: true });
      const kpis = await measureKpis(db, rules, options.repeats);
      show(`KPIs, ${options.companies.toLocaleString("en-US")} companies`, kpis);
      const canceling = await measureCanceling(db, url, options.companies, options.repeats);
      show(`Ctrl-C, ${options.companies.toLocaleString("en-US")} companies`, canceling);
      const growth = await measureGrowth(db, url, options.growth, options.repeats);
      if (growth.length > 0) show("Growth", growth);
      return { load, kpis, canceling, growth };
    });
    fs.mkdirSync(path.dirname(RESULT), { recursive: true });
    fs.writeFileSync(RESULT, `${JSON.stringify({ ...machine(), options, ...result }, null, 2)}\n`);
    process.stdout.write(`All results are in ${path.relative(process.cwd(), RESULT)}.\n`);
  });
void runCommand(program);

function show(title: string, rows: readonly object[]): void {
  process.stdout.write(`${title}\n\n${textTable(rows)}\n\n`);
}

function machine() {
  const [cpu] = os.cpus();
  return { node: process.version, cpu: cpu?.model, cores: os.cpus().length, load: os.loadavg() };
}

function parseSize(text: string): number {
  const size = Number(text.replaceAll(/[,_]/g, ""));
  if (!Number.isInteger(size) || size < 1)
    throw new InvalidArgumentError("It must be a whole number of 1 or more.");
  return size;
}

function parseSizes(text: string): number[] {
  return text === "none" ? [] : text.split(" ").join(",").split(",").map(parseSize);
}
