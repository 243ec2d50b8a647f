import { priceCents, type Rules, type SizeRules } from "../dataset/rules";
import { type Prediction, samplePrediction } from "../stats/prediction";
import { type CustomerClass, customerClasses, SIMULATED_CLASSES } from "./customer-classes";
import { expectedCounts } from "./expected-counts";
import { type Scenario, scenarioOf } from "./scenario";
import { sessionsSkipper } from "./session-sums";
import { classesDrawer, type SimulatedMonth, sizesDrawer, sumPerStartup } from "./simulate-counts";
import { type PredictedSize, simulationStream, startupsToSimulate } from "./simulation";

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

/**
 * Predicts customers and MRR, one row per month. The numbers equal those of `expectedKpis`, `expectedSaasMetrics` and
 * `simulateStartups`, which simulate the same startups. It does not need Node and also runs in a page, whenever a slider moves.
 *
 * @param rules that have been checked
 * @param startups how many single startups to return, at most 1,000
 */
export function predictCustomersAndMrr(rules: Rules, startups = 0): CustomersAndMrr[] {
  return simulateCustomers(scenarioOf(rules)).map(({ month, sizes }) => {
    const mrr = mrrOf(sizes);
    return {
      month,
      customers: samplePrediction(
        sizes.reduce((sum, { expected }) => sum + expected.active, 0),
        sumPerStartup(sizes.map(({ active }) => active)),
      ),
      mrr: samplePrediction(expectedMrr(sizes), mrr),
      mrrOfStartups: [...mrr.slice(0, startups)],
    };
  });
}

/** The customers of one size in one month. */
type CustomersOfSize = Pick<PredictedSize, "rules" | "expected" | "active">;

/** The customers of the sizes of the latest scenario, by all that they depend on, month by month. */
let latest = new Map<string, readonly Float64Array[]>();

/**
 * Simulates the same customers as `simulate`, without its other figures, in less than half of the time. A size that is as in the
 * latest scenario, except for its price, is not simulated again.
 */
function simulateCustomers(scenario: Scenario): SimulatedMonth<CustomersOfSize>[] {
  const { sizes, months, signUps } = scenario;
  const classes = sizes.map((size) => customerClasses(size, months.length, SIMULATED_CLASSES));
  const startups = startupsToSimulate(classes.flat().length * months.length);
  const signedUp = months.map((_, month) => month).map(sizesDrawer(scenario, startups, simulationStream));
  const probabilities = sizes.map(({ probability }) => probability);
  const before = latest;
  latest = new Map();
  const drawn = sizes.map((rules, index) => {
    const asked = JSON.stringify([startups, signUps, probabilities, { ...rules, monthlyPrice: 0 }]);
    const draw = () =>
      signedUp
        .flatMap((ofSizes) => ofSizes[index] ?? [])
        .map(customersDrawer(rules, classes[index] ?? [], startups));
    const active = before.get(asked) ?? draw();
    latest.set(asked, active);
    return { rules, expected: expectedCounts(scenario, rules), active };
  });
  return months.map((month, index) => ({
    month,
    sizes: drawn.flatMap(({ rules, expected: { [index]: expected }, active: { [index]: active } }) =>
      expected && active ? { rules, expected, active } : [],
    ),
  }));
}

/** Draws the customers of one size, one month per call. */
function customersDrawer(
  rules: SizeRules,
  classes: readonly CustomerClass[],
  startups: number,
): (signUps: Float64Array) => Float64Array {
  const random = simulationStream(`size ${rules.size}`);
  const nobody = new Float64Array(startups);
  const earlier = classes.map(({ churnRate }) => ({ churnRate, active: nobody, gone: nobody }));
  const drawClasses = classesDrawer(rules, classes, earlier, random, simulationStream);
  const skipSessions = sessionsSkipper(random, rules);
  return (signUps) => {
    const customers = sumPerStartup(drawClasses(signUps).map(({ active }) => active));
    skipSessions(customers);
    return customers;
  };
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
