import { priceCents, type Rules } from "../dataset/rules";
import { type Prediction, samplePrediction } from "../stats/prediction";
import { expectedCounts } from "./expected-counts";
import { scenarioOf } from "./scenario";
import { sumPerStartup } from "./simulate-counts";
import { type PredictedSize, simulate } from "./simulation";

/** What the rules predict of one month, all company sizes together. */
export interface CustomersAndMrr {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly customers: Prediction;
  /** US dollars. */
  readonly mrr: Prediction;
  /** The MRR of single startups, in US dollars. */
  readonly mrrOfStartups: readonly number[];
}

/** The expected values alone. */
export interface ExpectedCustomersAndMrr {
  readonly customers: number;
  /** US dollars. */
  readonly mrr: number;
}

/**
 * What the rules predict of customers and MRR, one row per month: the numbers of `expectedKpis`, `expectedSaasMetrics` and
 * `simulateStartups`, from the same simulation without its sessions. It needs nothing of Node, and runs in a page as well.
 *
 * @param rules that have been checked
 * @param startups how many single startups to return, at most 1,000
 */
export function predictCustomersAndMrr(rules: Rules, startups = 0): CustomersAndMrr[] {
  return Array.from(simulate(scenarioOf(rules), "skipped"), ({ month, sizes }) => ({
    month,
    customers: samplePrediction(
      sizes.reduce((sum, { expected }) => sum + expected.active, 0),
      sumPerStartup(sizes.map(({ active }) => active)),
    ),
    mrr: predictMrr(sizes),
    mrrOfStartups: [...mrrOf(sizes).slice(0, startups)],
  }));
}

/** The expected values of the same, month by month, which need no simulation. */
export function expectedCustomersAndMrr(rules: Rules): ExpectedCustomersAndMrr[] {
  const scenario = scenarioOf(rules);
  const counts = scenario.sizes.map((size) => ({ size, months: expectedCounts(scenario, size) }));
  return scenario.months.map((_, month) => {
    const sizes = counts.map(({ size, months }) => ({ rules: size, active: months[month]?.active ?? 0 }));
    return {
      customers: sizes.reduce((sum, { active }) => sum + active, 0),
      mrr: sizes.reduce((sum, { rules, active }) => sum + (active * priceCents(rules)) / 100, 0),
    };
  });
}

/** Predicts the MRR of all sizes together. */
export function predictMrr(sizes: readonly PredictedSize[]): Prediction {
  return samplePrediction(
    sizes.reduce((sum, { rules, expected }) => sum + (expected.active * priceCents(rules)) / 100, 0),
    mrrOf(sizes),
  );
}

function mrrOf(sizes: readonly PredictedSize[]): Float64Array {
  return sumPerStartup(sizes.map(({ mrrCents }) => mrrCents)).map((cents) => cents / 100);
}
