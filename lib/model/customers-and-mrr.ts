import { priceCents, type Rules } from "../dataset/rules";
import { type Prediction, samplePrediction } from "../stats/prediction";
import { expectedCounts } from "./expected-counts";
import { scenarioOf } from "./scenario";
import { sumPerStartup } from "./simulate-counts";
import { type CustomersOfSize, simulateActive } from "./simulate-customers";

/** The predictions for one month, all company sizes together. */
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

/** The customers of many startups in one month, from which MRR at any prices follows. */
export interface SimulatedCustomers {
  readonly month: string;
  readonly customers: Prediction;
  readonly sizes: readonly CustomersOfSize[];
}

/**
 * Predicts customers and MRR, one row per month. The numbers equal those of `expectedKpis`, `expectedSaasMetrics` and
 * `simulateStartups`, which use the same simulation. It does not need Node and also runs in a page.
 *
 * @param rules that have been checked
 * @param startups how many single startups to return, at most 1,000
 */
export function predictCustomersAndMrr(rules: Rules, startups = 0): CustomersAndMrr[] {
  return predictWithPrices(simulateCustomers(rules), rules, startups);
}

/** The simulation, which takes nearly all of the time. It does not depend on prices. */
export function simulateCustomers(rules: Rules): SimulatedCustomers[] {
  return simulateActive(scenarioOf(rules)).map(({ month, sizes }) => ({
    month,
    customers: samplePrediction(
      sizes.reduce((sum, { expected }) => sum + expected.active, 0),
      sumPerStartup(sizes.map(({ active }) => active)),
    ),
    sizes,
  }));
}

/** The predictions from simulated customers and the prices of `rules`. */
export function predictWithPrices(
  months: readonly SimulatedCustomers[],
  rules: Rules,
  startups: number,
): CustomersAndMrr[] {
  const sizes = new Map(rules.sizes.map((size) => [size.size, size]));
  return months.map(({ month, customers, sizes: simulated }) => {
    const priced = simulated.map((size) => ({ ...size, rules: sizes.get(size.rules.size) ?? size.rules }));
    const mrr = mrrOf(priced);
    const mrrOfStartups = [...mrr.slice(0, startups)];
    return { month, customers, mrr: samplePrediction(expectedMrr(priced), mrr), mrrOfStartups };
  });
}

/** The expected values alone, one row per month. They need no simulation. */
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
export function predictMrr(sizes: readonly CustomersOfSize[]): Prediction {
  return samplePrediction(expectedMrr(sizes), mrrOf(sizes));
}

function expectedMrr(sizes: readonly CustomersOfSize[]): number {
  return sizes.reduce((sum, { rules, expected }) => sum + (expected.active * priceCents(rules)) / 100, 0);
}

/** The MRR of each startup, in one array, since allocating more would take longer than the sums. Sums of whole cents are exact. */
function mrrOf(sizes: readonly CustomersOfSize[]): Float64Array {
  const mrr = new Float64Array(sizes[0]?.active.length ?? 0);
  for (const { rules, active } of sizes) {
    const price = priceCents(rules);
    for (let startup = 0; startup < mrr.length; startup += 1)
      mrr[startup] = (mrr[startup] ?? 0) + (active[startup] ?? 0) * price;
  }
  for (let startup = 0; startup < mrr.length; startup += 1) mrr[startup] = (mrr[startup] ?? 0) / 100;
  return mrr;
}
