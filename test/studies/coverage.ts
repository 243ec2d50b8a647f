import type { Rules } from "../../lib/dataset/rules";
import type { ExpectedKpis } from "../../lib/model/expected-kpis";
import type { Prediction } from "../../lib/stats/prediction";
import { textTable } from "../../lib/text/text-table";

// With 1,000 datasets the standard error of a row's coverage is 0.7%, with 4,000 0.34%: of a thousand rows with exact 95%
// intervals, the lowest would fall below 93% by chance with 1,000 datasets, and not with 4,000.
const RULES_KNOWN = { low: 0.93, high: 0.97, allLow: 0.945, allHigh: 0.955 };

/** Quotients have ends that are moved outwards by less than this part. */
const ROUNDING = 2e-9;

/** How often the interval of one figure of one row contained the observed value. */
interface Coverage {
  /** What is predicted and its column, such as `mrrPerMonth.share`. */
  readonly figure: string;
  /** The month and the size. */
  readonly row: string;
  datasets: number;
  /** Values from `low` to `high`, both included. */
  held: number;
  /** Values between the two. */
  between: number;
}

/** Rows of the three KPIs. */
type GeneratedKpis = Readonly<
  Record<"sessionsPerMonth" | "churnedCustomersPerMonth" | "mrrPerMonth", readonly object[]>
>;

/** The coverage of every figure of every row, from one dataset after the other. */
export class Coverages {
  readonly #coverages = new Map<string, Coverage>();

  /** Counts the rows of one dataset, in the order of the predicted ones; a figure without a prediction, or not defined, is left out. */
  count(name: string, predicted: readonly object[], observed: readonly object[]): void {
    if (predicted.length !== observed.length)
      throw new Error(`${name}: ${predicted.length} rows, ${observed.length} observed`);
    for (const [index, row] of predicted.entries()) this.#countRow(name, row, observed[index] ?? {});
  }

  #countRow(name: string, predicted: object, observed: object): void {
    const values = new Map<string, unknown>(Object.entries(observed));
    const row = ["cohort", "month", "company_size"]
      .map((key) => values.get(key) ?? "")
      .join(" ")
      .trim();
    for (const [column, prediction] of Object.entries(predicted)) {
      const value = values.get(column);
      if (!isPrediction(prediction)) {
        if (prediction !== null && prediction !== value)
          throw new Error(`${name}: ${column} of ${row} is ${value}, not ${prediction}`);
        continue;
      }
      if (typeof value !== "number") continue;
      const key = `${name}.${column} ${row}`;
      const coverage = this.#coverages.get(key) ?? {
        figure: `${name}.${column}`,
        row,
        datasets: 0,
        held: 0,
        between: 0,
      };
      this.#coverages.set(key, coverage);
      const { low, high } = prediction;
      coverage.datasets += 1;
      if (low <= value && value <= high) coverage.held += 1;
      if (low * (1 + ROUNDING) < value && value < high * (1 - ROUNDING)) coverage.between += 1;
    }
  }

  /**
   * Prints the coverage of each figure over its rows. Values of whole companies fall on the ends of intervals, which contain more
   * than 95% for this reason alone: so a row is as it should be if 93% or more lie within, and 97% or less between the ends, and
   * all of them if on average 94.5% or more lie within, and 95.5% or less between.
   *
   * @returns whether all is
   */
  report(title: string, limits = RULES_KNOWN): boolean {
    const coverages = [...this.#coverages.values()].filter(({ datasets }) => datasets >= 100);
    const figures = [...new Set(coverages.map(({ figure }) => figure))];
    const rows = figures.map((figure) =>
      line(
        figure,
        coverages.filter((coverage) => coverage.figure === figure),
      ),
    );
    process.stdout.write(`\n${title}\n${textTable([...rows, line("all", coverages)])}\n`);
    const outside = coverages.filter(
      ({ datasets, held, between }) => held / datasets < limits.low || between / datasets > limits.high,
    );
    for (const { figure, row, datasets, held, between } of outside) {
      process.stdout.write(`${figure} ${row}: ${held} within and ${between} between of ${datasets}\n`);
    }
    const average = overall(coverages, ({ held }) => held);
    const averageBetween = overall(coverages, ({ between }) => between);
    return outside.length === 0 && average >= limits.allLow && averageBetween <= limits.allHigh;
  }
}

function line(figure: string, coverages: readonly Coverage[]) {
  const shares = coverages.map(({ held, datasets }) => held / datasets);
  const between = coverages.map(({ between, datasets }) => between / datasets);
  return {
    figure,
    rows: coverages.length,
    lowest: percent(Math.min(...shares)),
    average: percent(overall(coverages, ({ held }) => held)),
    highest: percent(Math.max(...shares)),
    "average between": percent(overall(coverages, ({ between }) => between)),
    "highest between": percent(Math.max(...between)),
  };
}

/** Rows in which nothing is random say nothing. */
function overall(coverages: readonly Coverage[], of: (coverage: Coverage) => number): number {
  const random = coverages.filter(({ held, datasets, between }) => held < datasets || between > 0);
  if (random.length === 0) return 1;
  const counted = random.reduce((sum, coverage) => sum + of(coverage), 0);
  return counted / random.reduce((sum, { datasets }) => sum + datasets, 0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}

function isPrediction(value: unknown): value is Prediction {
  return typeof value === "object" && value !== null && "low" in value && "high" in value;
}

/** Counts the rows of the three KPIs of one dataset. */
export function countKpis(coverages: Coverages, expected: ExpectedKpis, generated: GeneratedKpis): void {
  for (const kpi of ["sessionsPerMonth", "churnedCustomersPerMonth", "mrrPerMonth"] as const) {
    coverages.count(kpi, expected[kpi], generated[kpi]);
  }
}

/** The new customers of the first months: a list may not be longer. */
export function startOfList({ newCustomers }: Rules, months: number): Pick<Rules, "newCustomers"> {
  return Array.isArray(newCustomers) ? { newCustomers: newCustomers.slice(0, months - 1) } : {};
}

/** The last rows of the KPIs; who churned before is not part of them. */
export function lastMonths(generated: GeneratedKpis, rows: number): GeneratedKpis {
  const last = (kpi: readonly object[]) => kpi.slice(-rows);
  return {
    sessionsPerMonth: last(generated.sessionsPerMonth),
    churnedCustomersPerMonth: last(generated.churnedCustomersPerMonth).map((row) => ({
      ...row,
      churned_to_date: null,
    })),
    mrrPerMonth: last(generated.mrrPerMonth),
  };
}
