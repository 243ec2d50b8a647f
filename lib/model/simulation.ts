import type { SizeRules } from "../dataset/rules";
import { type RandomStream, randomStream } from "../stats/random-stream";
import { DRAWN_CLASSES, SIMULATED_CLASSES } from "./customer-classes";
import { type ExpectedCounts, expectedCounts } from "./expected-counts";
import type { Scenario } from "./scenario";
import {
  type CountsOfClasses,
  type SimulatedCounts,
  type SimulatedMonth,
  simulateCounts,
} from "./simulate-counts";

/** One company size in one month, with its expected counts. */
export interface PredictedSize extends SimulatedCounts {
  /** The expected values of the counts: exact if the rules are known, averages of the simulation if they are drawn. */
  readonly expected: ExpectedCounts;
}

/** One company size in one month of startups with the same rules. */
export interface SimulatedSize extends PredictedSize, CountsOfClasses {}

/** How many months of classes of startups are simulated in a tenth of a second. */
const SIMULATED_MONTHS = 480_000;
export const FEWEST_STARTUPS = 1000;
const MOST_STARTUPS = 10_000;

/** The most that a page can wait for: a second or less, if few companies return. */
const MOST_SIMULATED_MONTHS = 2_400_000;
/** With fewer, the ends of 95% intervals would be the extremes of the sample. */
export const FEWEST_OF_MANY_CLASSES = 200;

const NOTHING: ExpectedCounts = { active: 0, signUps: 0, churned: 0, reactivated: 0, churnedToDate: 0 };

/**
 * Simulates at least 1,000 startups with the same rules, month by month; or at least 200, if their companies are of more than
 * 2,400 months of classes: three sizes with churn rates that differ between companies, over 40 months. Companies are counted
 * rather than drawn one by one, so that ten million take no longer than ten. The numbers are the same on every run.
 *
 * @param scenario of rules that have been checked
 * @param fewest startups to simulate in any case
 */
export function* simulate(
  scenario: Scenario,
  fewest = FEWEST_OF_MANY_CLASSES,
): Generator<SimulatedMonth<SimulatedSize>> {
  const expected = scenario.sizes.map((size) => expectedCounts(scenario, size));
  const startups = (monthsOfClasses: number) => startupsToSimulate(monthsOfClasses, fewest);
  let index = 0;
  const simulated = simulateCounts(scenario, SIMULATED_CLASSES, startups, simulationStream);
  for (const { month, sizes } of simulated) {
    const expectedOf = (size: number) => expected[size]?.[index] ?? NOTHING;
    yield { month, sizes: sizes.map((counts, size) => ({ ...counts, expected: expectedOf(size) })) };
    index += 1;
  }
}

/**
 * Simulates startups with uncertain rules: the same number for each of many draws of the rules, at least 1,000 in all.
 *
 * @param scenario of the rules as they are shown
 * @param draws the same months and sizes, with drawn rules and sign-ups
 */
export function* simulateDraws(
  { months, sizes }: Scenario,
  draws: readonly Scenario[],
): Generator<SimulatedMonth<PredictedSize>> {
  const startupsOfDraw = (monthsOfClasses: number) => Math.ceil(startupsFor(monthsOfClasses) / draws.length);
  const simulated = draws.map((drawn, index) =>
    simulateCounts(drawn, DRAWN_CLASSES, startupsOfDraw, (field) =>
      simulationStream(`draw ${index + 1}, ${field}`),
    ),
  );
  for (const month of months) {
    const drawn = simulated.flatMap((ofDraw) => {
      const next = ofDraw.next();
      return next.done ? [] : [next.value.sizes];
    });
    yield {
      month,
      sizes: sizes.map((rules, size) =>
        join(
          rules,
          drawn.flatMap((ofDraw) => ofDraw[size] ?? []),
        ),
      ),
    };
  }
}

/** Joins the startups of many draws. */
function join(rules: SizeRules, draws: readonly SimulatedCounts[]): PredictedSize {
  const joined = (figure: Exclude<keyof SimulatedCounts, "rules">) => {
    const [first = new Float64Array()] = draws.map((counts) => counts[figure]);
    const all = new Float64Array(first.length * draws.length);
    for (const [index, counts] of draws.entries()) all.set(counts[figure], index * first.length);
    return all;
  };
  const counts = {
    active: joined("active"),
    signUps: joined("signUps"),
    churned: joined("churned"),
    churnedAtOnce: joined("churnedAtOnce"),
    churnedToDate: joined("churnedToDate"),
    reactivated: joined("reactivated"),
    sessions: joined("sessions"),
    mrrCents: joined("mrrCents"),
  };
  const expected = {
    active: average(counts.active),
    signUps: average(counts.signUps),
    churned: average(counts.churned),
    reactivated: average(counts.reactivated),
    churnedToDate: average(counts.churnedToDate),
  };
  return { rules, expected, ...counts };
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How many startups `simulate` simulates, given the months of classes of each. */
export function startupsToSimulate(monthsOfClasses: number, fewest = FEWEST_OF_MANY_CLASSES): number {
  const most = Math.round(MOST_SIMULATED_MONTHS / monthsOfClasses);
  return Math.max(fewest, Math.min(startupsFor(monthsOfClasses), most));
}

/** How many startups to simulate, given the months of classes of each. */
export function startupsFor(monthsOfClasses: number): number {
  return Math.min(MOST_STARTUPS, Math.max(FEWEST_STARTUPS, Math.round(SIMULATED_MONTHS / monthsOfClasses)));
}

/** Company 0 does not exist: no dataset is drawn from its streams. */
export function simulationStream(field: string): RandomStream {
  return randomStream("simulation", 0, field);
}
