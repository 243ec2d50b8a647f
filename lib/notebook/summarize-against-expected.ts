import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import { inWords } from "../../db/errors/user-error";
import { ONLY_SIZE } from "../dataset/import/read-rows";
import type { ExpectedKpis } from "../model/expected-kpis";
import { type Prediction, TAIL } from "../stats/prediction";
import { count, counted, monthName } from "../text/numbers-in-words";

/** A value of the data, its prediction, and its name in a sentence. */
export interface Comparison {
  readonly company_size: string;
  readonly name: string;
  readonly observed: number;
  readonly expected: Prediction;
  /** The most that one company adds to the value. */
  readonly perCompany: number;
  /** Whether value and prediction agree. */
  readonly inside: boolean;
}

/** Why several values of a correct dataset may lie outside at once. */
export const SHARED = "; months of one size share their companies, so they tend to be high or low together";

/** The most values to name. */
const NAMED = 3;

/** The probability that data that follows its rules has any value that chance cannot explain. */
const BEYOND_CHANCE = 0.001;

type SizeMonth = { readonly month: string; readonly company_size: string };

/**
 * Compares each row of a KPI with the prediction for the same month and size, in a sentence: how many values lie within
 * their 95% prediction intervals, and whether chance can explain the others. Empty if there are no predictions, since the data
 * has no rules.
 *
 * @param compare the value and its prediction, what one company adds to the value, and how the value is written
 * @param kpis the KPIs that the predictions belong to; with fitted rules, they are for another startup
 */
export function summarizeAgainstExpected<Row extends SizeMonth, Expected extends SizeMonth>(
  rows: readonly Row[],
  expected: readonly Expected[],
  compare: (
    row: Row,
    expected: Expected,
  ) => Pick<Comparison, "observed" | "expected" | "perCompany"> & {
    readonly format: (value: number) => string;
  },
  { fit }: Pick<ExpectedKpis, "fit"> = {},
): string {
  if (expected.length === 0) return "";
  const comparisons = rows.flatMap((row): Comparison[] => {
    const { month, company_size } = row;
    const match = expected.find((one) => one.month === month && one.company_size === company_size);
    if (!match) return [];
    const { format, ...values } = compare(row, match);
    const { low, high } = values.expected;
    const name = `${company_size} in ${monthName(month)} (${format(values.observed)}, not ${format(low)} to ${format(high)})`;
    const inside = low <= values.observed && values.observed <= high;
    return [{ ...values, company_size, name, inside }];
  });
  const unknown = rows.length - comparisons.length;
  if (comparisons.length === 0) return "The rules predict nothing for these months and sizes.";
  const summary = fit
    ? summarizeComparisons(comparisons, withinFittedIntervals, SHARED, "checkFit(db, fit) shows how")
    : summarizeComparisons(comparisons, withinIntervals, SHARED);
  return `${summary}${unknown > 0 ? ` Nothing is predicted for ${counted(unknown, "other value")}, whose month or size is not in these rules.` : ""}`;
}

function withinIntervals(inside: number, all: number, values = "values"): string {
  if (all === 1)
    return `The only value lies ${inside === 1 ? "within" : "outside"} its 95% prediction interval`;
  const lie =
    inside > 1 ? "lie within their 95% prediction intervals" : "lies within its 95% prediction interval";
  return `${partOf(inside, all)} ${values} ${lie}`;
}

/**
 * Fitted rules describe their data better than another startup, which their intervals are for. Totals of all sizes, as in stacked
 * charts, may lie outside even if every size lies inside.
 */
function withinFittedIntervals(inside: number, all: number): string {
  const within = withinIntervals(inside, all, "values of a month and company size");
  return `${within}, which ${all === 1 || inside === 1 ? "is" : "are"} for another startup with these fitted rules`;
}

/** `None of the 24`, `3 of the 24`, `All 24`. */
export function partOf(part: number, all: number): string {
  if (part === all) return `All ${count(all)}`;
  return `${part === 0 ? "None" : count(part)} of the ${count(all)}`;
}

/**
 * Says how many comparisons agree, and whether chance can explain the others, which a correct dataset has too.
 *
 * @param agree puts how many of how many agree into words
 * @param shared the text to add if several of one size do not agree
 * @param verification the text on how to find out more about data that does not follow its rules
 */
export function summarizeComparisons(
  comparisons: readonly Comparison[],
  agree: (inside: number, all: number) => string,
  shared = "",
  verification = "verify(db) shows where",
): string {
  const outside = comparisons.filter(({ inside }) => !inside);
  const main = agree(comparisons.length - outside.length, comparisons.length);
  if (outside.length === 0) return `${main}.`;
  const beyond = outside.filter((one) => isBeyondChance(one, comparisons.length));
  if (beyond.length > 0) {
    const more = beyond.length > NAMED ? [`${count(beyond.length - NAMED)} more`] : [];
    const named = inWords([...beyond.slice(0, NAMED).map(({ name }) => name), ...more]);
    return `${main}; ${named} ${beyond.length === 1 ? "is" : "are"} too far off to be chance: the data does not follow these rules; ${verification}.`;
  }
  const several = new Set(outside.map(({ company_size }) => company_size)).size < outside.length;
  return `${main}, ${explainedByChance(outside.length, comparisons.length)}${several ? shared : ""}.`;
}

function explainedByChance(outside: number, all: number): string {
  if (outside === all) return `but chance can explain ${all === 1 ? "it" : "them"}`;
  return `and chance can explain the ${outside === 1 ? "other" : "others"}`;
}

/**
 * Whether a value is further from its prediction than any of `all` values is by chance in 999 of 1,000 datasets.
 *
 * Source: the normal distribution whose 95% interval reaches to the end of the prediction interval and, since counts
 * are whole and small ones are skewed, one company further; Bonferroni's inequality for all values together.
 */
function isBeyondChance(
  { observed, expected: { expected, low, high }, perCompany }: Comparison,
  all: number,
) {
  if (low === high && low === expected) return observed !== expected;
  const reach = (observed > expected ? high - expected : expected - low) + perCompany;
  const z = (tail: number) => normalQuantile(1 - tail, 0, 1);
  return Math.abs(observed - expected) / reach > z(BEYOND_CHANCE / 2 / all) / z(TAIL);
}

/** The name of a size before "company": `large `; empty for imported data without sizes. */
export function sizeWord(size: string, sizes: readonly string[]): string {
  return size === ONLY_SIZE && sizes.every((one) => one === size) ? "" : `${size} `;
}
