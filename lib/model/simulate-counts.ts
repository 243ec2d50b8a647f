import { priceCents, type SizeRules } from "../dataset/rules";
import { binomialsDrawer } from "../stats/draw-binomial";
import { drawMultinomial } from "../stats/draw-multinomial";
import type { RandomStream } from "../stats/random-stream";
import { type CustomerClass, classesGiven, customerClasses } from "./customer-classes";
import { observedMonths, type Scenario } from "./scenario";
import { sessionsDrawer } from "./session-sums";

/** One month of many startups. */
export interface SimulatedMonth<Size> {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  /** In the order of the KPIs. */
  readonly sizes: readonly Size[];
}

/** One company size in one month: each array has one number per simulated startup. */
export interface SimulatedCounts {
  readonly rules: SizeRules;
  readonly signUps: Float64Array;
  /** Customers at the end of the month, which are those active in it. */
  readonly active: Float64Array;
  readonly churned: Float64Array;
  /** Those among them that signed up in the same month. */
  readonly churnedAtOnce: Float64Array;
  /** Churned up to and including this month of the scenario; a company that churns again counts again. */
  readonly churnedToDate: Float64Array;
  readonly reactivated: Float64Array;
  readonly sessions: Float64Array;
  /** In whole cents, so that sums are exact. */
  readonly mrrCents: Float64Array;
}

/** The counts with the classes into which the companies are divided. */
export interface CountsOfClasses extends SimulatedCounts {
  readonly classes: readonly SimulatedClass[];
}

/** The companies of a size with the same churn rate, at the end of a month. */
export interface SimulatedClass {
  readonly churnRate: number;
  readonly active: Float64Array;
  /** Those that have churned and not returned. */
  readonly gone: Float64Array;
}

/** The random stream of a field. */
export type StreamOf = (field: string) => RandomStream;

/**
 * Simulates startups, without expected values.
 *
 * @param mostClasses into which the companies of a size are divided, see `customerClasses`
 * @param startupsFor how many startups to simulate, if each has so many months of classes
 * @param stream of the random numbers
 */
export function* simulateCounts(
  scenario: Scenario,
  mostClasses: number,
  startupsFor: (monthsOfClasses: number) => number,
  stream: StreamOf,
): Generator<SimulatedMonth<CountsOfClasses>> {
  const months = observedMonths(scenario);
  const classes = scenario.sizes.map((size) => customerClasses(size, months, mostClasses));
  const startups = startupsFor(classes.flat().length * scenario.months.length);
  const drawSizes = sizesDrawer(scenario, startups, stream);
  const drawers = scenario.sizes.map((size, index) => {
    const ofSize = classes[index] ?? [];
    const earlier = drawEarlier(scenario, size, ofSize, startups, stream);
    return monthDrawer(size, ofSize, earlier, stream);
  });
  for (const [index, month] of scenario.months.entries()) {
    const signUps = drawSizes(index);
    const sizes = drawers.map((drawMonth, size) => drawMonth(signUps[size] ?? equal(0, startups)));
    yield { month, sizes };
  }
}

/** Sums the numbers of each startup. */
export function sumPerStartup(samples: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array(), ...others] = samples;
  if (others.length === 0) return first;
  const sums = first.slice();
  for (const sample of others) addTo(sums, sample);
  return sums;
}

const EMPTY = new Float64Array();

function addTo(sums: Float64Array, sample: Float64Array): void {
  for (let startup = 0; startup < sample.length; startup += 1) {
    sums[startup] = (sums[startup] ?? 0) + (sample[startup] ?? 0);
  }
}

/** A number for each startup from another. Several times faster than `map` of a typed array. */
export function perStartup(
  sample: Float64Array,
  of: (value: number, startup: number) => number,
): Float64Array {
  const values = new Float64Array(sample.length);
  for (let startup = 0; startup < values.length; startup += 1) {
    values[startup] = of(sample[startup] ?? 0, startup);
  }
  return values;
}

/** Draws the companies of each size that sign up in a month of this index, in each startup. */
export function sizesDrawer(
  { sizes, signUps }: Scenario,
  startups: number,
  stream: StreamOf,
): (month: number) => Float64Array[] {
  const random = stream("sizes");
  const probabilities = sizes.map(({ probability }) => probability);
  return (month) => {
    const ofMonth = signUps[month] ?? 0;
    if (typeof ofMonth === "number") return drawMultinomial(random, equal(ofMonth, startups), probabilities);
    return sizes.map(({ size }) => equal(ofMonth[size] ?? 0, startups));
  };
}

/** Draws the classes of the companies that signed up before the first month. */
function drawEarlier(
  { earlier }: Scenario,
  { size, reactivation = 0 }: SizeRules,
  classes: readonly CustomerClass[],
  startups: number,
  stream: StreamOf,
): SimulatedClass[] {
  const random = stream(`earlier ${size}`);
  const drawn = classes.map(({ churnRate }) => ({
    churnRate,
    active: equal(0, startups),
    gone: equal(0, startups),
  }));
  for (const { tenure, customers, gone } of earlier.filter((companies) => companies.size === size)) {
    const divide = (count: number, isActive: boolean) =>
      drawMultinomial(
        random,
        equal(count, startups),
        weightsOf(classesGiven(isActive, classes, tenure + 1, reactivation)),
      );
    const activeOf = divide(customers, true);
    const goneOf = reactivation > 0 ? divide(gone, false) : [];
    for (const [index, { active, gone }] of drawn.entries()) {
      addTo(active, activeOf[index] ?? EMPTY);
      addTo(gone, goneOf[index] ?? EMPTY);
    }
  }
  return drawn;
}

/** Draws the months of one size, one per call. */
function monthDrawer(
  rules: SizeRules,
  classes: readonly CustomerClass[],
  earlier: readonly SimulatedClass[],
  stream: StreamOf,
): (signUps: Float64Array) => CountsOfClasses {
  const random = stream(`size ${rules.size}`);
  const drawClasses = classesDrawer(rules, classes, earlier, random, stream);
  const drawSessions = sessionsDrawer(random, rules);
  const price = priceCents(rules);
  let churnedToDate: Float64Array | undefined;
  return (signUps) => {
    const drawn = drawClasses(signUps);
    const sum = (of: (drawn: DrawnClass) => Float64Array) => sumPerStartup(drawn.map(of));
    const active = sum((ofClass) => ofClass.active);
    const churnedAtOnce = sum((ofClass) => ofClass.churnedAtOnce);
    const churned = sumPerStartup([sum((ofClass) => ofClass.churnedBefore), churnedAtOnce]);
    churnedToDate = churnedToDate ? sumPerStartup([churnedToDate, churned]) : churned;
    return {
      rules,
      signUps,
      active,
      churned,
      churnedAtOnce,
      churnedToDate,
      reactivated: sum((ofClass) => ofClass.reactivated),
      sessions: drawSessions(active),
      mrrCents: active.map((count) => count * price),
      classes: drawn,
    };
  };
}

/** A class in one month, and what happened to it. */
interface DrawnClass extends SimulatedClass {
  /** Those that churned and were customers before the month. */
  readonly churnedBefore: Float64Array;
  readonly churnedAtOnce: Float64Array;
  readonly reactivated: Float64Array;
}

/**
 * Draws the classes of one size, one month per call.
 * Source: each customer of a class churns with the same probability, and each company that is gone returns with the same,
 * independently of the others and of the past.
 */
export function classesDrawer(
  { size, reactivation = 0 }: SizeRules,
  classes: readonly CustomerClass[],
  earlier: readonly SimulatedClass[],
  random: RandomStream,
  stream: StreamOf,
): (signUps: Float64Array) => DrawnClass[] {
  const [classStream, returnStream] = [stream(`classes ${size}`), stream(`returns ${size}`)];
  const drawReturns = binomialsDrawer(reactivation);
  const churnDrawers = classes.map(({ churnRate }) => binomialsDrawer(churnRate));
  const weights = weightsOf(classes);
  let before = earlier;
  return (signUps) => {
    const signUpsOf = drawMultinomial(classStream, signUps, weights);
    const drawn = churnDrawers.flatMap((drawChurn, index) => {
      const [ofClass, joined] = [before[index], signUpsOf[index]];
      if (!ofClass || !joined) return [];
      const churnedBefore = drawChurn(random, ofClass.active);
      const churnedAtOnce = drawChurn(random, joined);
      const reactivated = drawReturns(returnStream, ofClass.gone);
      const [active, gone] = [ofClass.active.slice(), ofClass.gone.slice()];
      for (let startup = 0; startup < active.length; startup += 1) {
        const churned = (churnedBefore[startup] ?? 0) + (churnedAtOnce[startup] ?? 0);
        const change = (reactivated[startup] ?? 0) - churned;
        active[startup] = (active[startup] ?? 0) + (joined[startup] ?? 0) + change;
        gone[startup] = (gone[startup] ?? 0) - change;
      }
      return { churnRate: ofClass.churnRate, churnedBefore, churnedAtOnce, reactivated, active, gone };
    });
    before = drawn;
    return drawn;
  };
}

function weightsOf(classes: readonly CustomerClass[]): number[] {
  return classes.map(({ weight }) => weight);
}

/** The same number in each startup. */
function equal(count: number, startups: number): Float64Array {
  return new Float64Array(startups).fill(count);
}
