import { Command } from "commander";
import { createCompanyGenerator, generateCompany } from "../../lib/dataset/company-generator";
import { defaultRules, type Rules } from "../../lib/dataset/rules";
import { type ExpectedKpis, expectedKpis } from "../../lib/model/expected-kpis";
import type { Prediction } from "../../lib/stats/prediction";
import { type KpiRows, kpiOracle } from "../kpi-oracle";

// With 400 datasets the lowest of 168 rows with exact 95% intervals would fall below this more often than not, by
// chance: the standard error of a row's coverage is 1.1% with 400 datasets, and 0.34% with 4000.
const ROW_AT_LEAST = 0.93;
const ALL_AT_LEAST = 0.945;
const ALL_AT_MOST = 0.97;

/** How often the interval of one figure of one row held the observed value. */
interface Coverage {
  /** The KPI and its column, such as `mrrPerMonth.share`. */
  readonly kpi: string;
  /** The month and the size. */
  readonly row: string;
  datasets: number;
  held: number;
}

const program = new Command("interval-coverage")
  .description("How often the 95% prediction intervals of the KPIs contain what is generated.")
  .option("--seeds <number>", "how many datasets", Number, 4000)
  .option("--companies <number>", "companies of each", Number, defaultRules.companies)
  .option("--months <number>", "months of each", Number, defaultRules.months)
  .option("--prefix <text>", "seeds are this with a number from 1", "coverage")
  .action((options: Options) => {
    const rules = { ...defaultRules, companies: options.companies, months: options.months };
    const datasets = makeDatasets(rules, options);
    const total = expectedKpis(rules);
    const known = measure(datasets, () => total);
    const bySize = measure(datasets, expectedBySize(rules));
    const ok = [
      report("given the number of companies alone", known),
      report("given the number of companies of each size", bySize),
    ];
    process.exitCode = ok.every(Boolean) ? 0 : 1;
  });

interface Options {
  readonly seeds: number;
  readonly companies: number;
  readonly months: number;
  readonly prefix: string;
}

interface Dataset {
  readonly kpis: KpiRows;
  readonly companiesOfSize: Record<string, number>;
}

function makeDatasets(rules: Rules, { seeds, prefix }: Options): Dataset[] {
  return Array.from({ length: seeds }, (_, index) => {
    const generator = createCompanyGenerator(rules, `${prefix} ${index + 1}`);
    const companies = Array.from({ length: rules.companies }, (_, id) => generateCompany(generator, id + 1));
    const companiesOfSize: Record<string, number> = {};
    for (const { size } of companies) companiesOfSize[size] = (companiesOfSize[size] ?? 0) + 1;
    return { kpis: kpiOracle(rules, companies), companiesOfSize };
  });
}

/** What to expect of a dataset given its companies of each size, computed once for the same numbers. */
function expectedBySize(rules: Rules): (dataset: Dataset) => ExpectedKpis {
  const made = new Map<string, ExpectedKpis>();
  return ({ companiesOfSize }) => {
    const key = rules.sizes.map(({ size }) => companiesOfSize[size] ?? 0).join(" ");
    const expected = made.get(key) ?? expectedKpis(rules, { companiesOfSize });
    made.set(key, expected);
    return expected;
  };
}

function measure(datasets: readonly Dataset[], expected: (dataset: Dataset) => ExpectedKpis): Coverage[] {
  const coverages = new Map<string, Coverage>();
  for (const dataset of datasets) {
    const theory = expected(dataset);
    for (const kpi of ["sessionsPerMonth", "churnedCustomersPerMonth", "mrrPerMonth"] as const) {
      for (const [index, row] of theory[kpi].entries()) {
        countRow(coverages, kpi, row, dataset.kpis[kpi][index]);
      }
    }
  }
  return [...coverages.values()];
}

function countRow(coverages: Map<string, Coverage>, kpi: string, theory: object, observed?: object): void {
  const row = new Map<string, unknown>(Object.entries(observed ?? {}));
  const place = ["month", "company_size"].map((key) => row.get(key)).join(" ");
  for (const [column, prediction] of Object.entries(theory)) {
    if (typeof prediction !== "object") {
      if (prediction !== row.get(column))
        throw new Error(`${kpi}: ${column} ${prediction} is not that of ${place}`);
      continue;
    }
    const key = `${kpi}.${column} ${place}`;
    const coverage = coverages.get(key) ?? { kpi: `${kpi}.${column}`, row: place, datasets: 0, held: 0 };
    coverages.set(key, coverage);
    coverage.datasets += 1;
    if (holds(prediction, row.get(column))) coverage.held += 1;
  }
}

function holds({ low, high }: Prediction, value: unknown): boolean {
  return typeof value === "number" && low <= value && value <= high;
}

/** Prints the coverage of each KPI and whether all is within the bounds. */
function report(title: string, coverages: readonly Coverage[]): boolean {
  console.log(`\n${title}`);
  const kpis = [...new Set(coverages.map(({ kpi }) => kpi))];
  for (const kpi of kpis)
    console.log(
      line(
        kpi,
        coverages.filter((coverage) => coverage.kpi === kpi),
      ),
    );
  console.log(line("all", coverages));
  const all = overall(coverages);
  const low = coverages.filter((coverage) => rate(coverage) < ROW_AT_LEAST);
  for (const { kpi, row, held, datasets } of low)
    console.log(`below 93%: ${kpi} ${row}, ${held} of ${datasets}`);
  return low.length === 0 && all >= ALL_AT_LEAST && all <= ALL_AT_MOST;
}

function line(name: string, coverages: readonly Coverage[]): string {
  const lowest = Math.min(...coverages.map(rate));
  return `${name.padEnd(36)} rows ${String(coverages.length).padStart(4)}  lowest ${percent(lowest)}  all ${percent(overall(coverages))}`;
}

function overall(coverages: readonly Coverage[]): number {
  const held = coverages.reduce((sum, coverage) => sum + coverage.held, 0);
  return held / coverages.reduce((sum, coverage) => sum + coverage.datasets, 0);
}

function rate({ held, datasets }: Coverage): number {
  return held / datasets;
}

function percent(value: number): string {
  return `${(value * 100).toFixed(2).padStart(6)}%`;
}

program.parse();
