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

/** The customers of many startups in one month: all that predictions for any prices need. */
export interface SimulatedCustomers {
  readonly month: string;
  readonly customers: Prediction;
  readonly sizes: readonly Pick<PredictedSize, "rules" | "expected" | "active">[];
}

/**
 * What the rules predict of customers and MRR, one row per month: the numbers of `expectedKpis`, `expectedSaasMetrics` and
 * `simulateStartups`, from the same simulation without its sessions. It needs nothing of Node, and runs in a page as well.
 *
 * @param rules that have been checked
 * @param startups how many single startups to return, at most 1,000
 */
export function predictCustomersAndMrr(rules: Rules, startups = 0): CustomersAndMrr[] {
  return predictWithPrices(simulateCustomers(rules), rules, startups);
}

/** The part of the prediction that takes nearly all of its time. It is the same whatever the prices. */
export function simulateCustomers(rules: Rules): SimulatedCustomers[] {
  return Array.from(simulate(scenarioOf(rules), "skipped"), ({ month, sizes }) => ({
    month,
    customers: samplePrediction(
      sizes.reduce((sum, { expected }) => sum + expected.active, 0),
      sumPerStartup(sizes.map(({ active }) => active)),
    ),
    sizes: sizes.map(({ rules, expected, active }) => ({ rules, expected, active })),
  }));
}

/** The rest of it, with the prices of `rules`. */
export function predictWithPrices(
  months: readonly SimulatedCustomers[],
  rules: Rules,
  startups: number,
): CustomersAndMrr[] {
  const sizes = new Map(rules.sizes.map((size) => [size.size, size]));
  return months.map(({ month, customers, sizes: simulated }) => {
    const priced = simulated.map(({ rules: before, expected, active }) => {
      const rules = sizes.get(before.size) ?? before;
      const price = priceCents(rules);
      return { rules, expected, mrrCents: active.map((count) => count * price) };
    });
    return {
      month,
      customers,
      mrr: predictMrr(priced),
      mrrOfStartups: [...mrrOf(priced).slice(0, startups)],
    };
  });
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

type PricedSize = Pick<PredictedSize, "rules" | "expected" | "mrrCents">;

/** Predicts the MRR of all sizes together. */
export function predictMrr(sizes: readonly PricedSize[]): Prediction {
  return samplePrediction(
    sizes.reduce((sum, { rules, expected }) => sum + (expected.active * priceCents(rules)) / 100, 0),
    mrrOf(sizes),
  );
}

function mrrOf(sizes: readonly PricedSize[]): Float64Array {
  return sumPerStartup(sizes.map(({ mrrCents }) => mrrCents)).map((cents) => cents / 100);
}
