import { binomialDistribution } from "../stats/binomial";
import { probabilityAt } from "../stats/count-distribution";

/** Companies that are alike: each adds one of these values to a total, or else 0, independently of the others. */
export interface AddingCompanies {
  readonly companies: number;
  /** The values other than 0, with their probabilities. */
  readonly outcomes: Outcomes;
}

export type Outcomes = readonly (readonly [value: number, probability: number])[];

/** Where the number of active companies takes more values than this, a total is nearly normal. */
const FEW_COUNTS = 30;
/** Keeps a month below a few milliseconds. */
const MAX_STEPS = 50_000;

type Distribution = ReadonlyMap<number, number>;

const NOTHING: Distribution = new Map([[0, 1]]);

/**
 * The distribution of a total to which few companies add: the probability of each value, which has to be whole.
 * Nothing where they are many.
 * Source: the convolution of the groups, each a binomial number of companies whose values are convolved.
 */
export function exactTotals(groups: readonly AddingCompanies[]): Distribution | undefined {
  let total = NOTHING;
  for (const group of groups) {
    const ofGroup = groupTotals(group);
    if (!ofGroup || total.size * ofGroup.size > MAX_STEPS) return undefined;
    total = convolved(total, ofGroup);
  }
  return total;
}

function groupTotals({ companies, outcomes }: AddingCompanies): Distribution | undefined {
  const active = Math.min(
    1,
    outcomes.reduce((sum, [, probability]) => sum + probability, 0),
  );
  const counts = binomialDistribution(companies, active);
  if (counts.cumulative.length > FEW_COUNTS) return undefined;
  const ofOne = new Map<number, number>();
  for (const [value, probability] of outcomes) add(ofOne, value, probability / active);
  const totals = new Map<number, number>();
  let ofThese = NOTHING;
  let steps = 0;
  for (let count = 0; count < counts.from + counts.cumulative.length; count += 1) {
    if (count > 0) ofThese = convolved(ofThese, ofOne);
    steps += ofThese.size * ofOne.size;
    if (steps > MAX_STEPS) return undefined;
    const probability = probabilityAt(counts, count - counts.from);
    for (const [value, p] of ofThese) add(totals, value, p * probability);
  }
  return totals;
}

function convolved(a: Distribution, b: Distribution): Distribution {
  const sums = new Map<number, number>();
  for (const [value, p] of a) for (const [other, q] of b) add(sums, value + other, p * q);
  return sums;
}

function add(distribution: Map<number, number>, value: number, probability: number): void {
  distribution.set(value, (distribution.get(value) ?? 0) + probability);
}

/** The smallest value that a total does not exceed with `probability`. */
export function exactQuantile(distribution: Distribution, probability: number): number {
  let reached = 0;
  let last = 0;
  for (const [value, p] of [...distribution].sort(([a], [b]) => a - b)) {
    if (p > 0) last = value;
    reached += p;
    if (reached >= probability) return last;
  }
  return last;
}
