import { churnProbability } from "../dataset/churn";
import { monthLabels } from "../dataset/month";
import { bySize, priceCents, type Rules, type SessionSpread, type SizeRules } from "../dataset/rules";
import { activeSessionProbabilities } from "../dataset/session-distribution";
import { drawBinomial } from "../stats/draw-binomial";
import { drawIndex, drawInteger, drawNormal, type RandomStream, randomStream } from "../stats/random-stream";

/** The number of companies of each size, by the name of the size; a size that is not named has none. */
export type CompaniesOfSize = Readonly<Record<string, number>>;

/** One month of many startups with the same rules. */
export interface SimulatedMonth {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  /** In the order of the KPIs. */
  readonly sizes: readonly SimulatedSize[];
}

/** One company size in one month: each array has one number per simulated startup. */
export interface SimulatedSize {
  readonly rules: SizeRules;
  /** All companies of the size, those that have churned included. */
  readonly companies: Float64Array;
  readonly active: Float64Array;
  readonly churned: Float64Array;
  readonly sessions: Float64Array;
  /** In whole cents, so that sums are exact. */
  readonly mrrCents: Float64Array;
}

/** Months of sizes of startups, of which so many are simulated in a tenth of a second. */
const SIMULATED_MONTHS = 480_000;
export const FEWEST_STARTUPS = 1000;
const MOST_STARTUPS = 10_000;

/** The sessions of up to this many companies are drawn one by one; the sum of more is normal to the eye. */
const DRAWN_ONE_BY_ONE = 32;

/**
 * Simulates at least 1,000 startups with the same rules, month by month. Companies are counted rather than drawn one by
 * one, so that ten million take no longer than ten. The numbers are the same on every run.
 *
 * @param rules that have been checked
 * @param companiesOfSize the number of companies of each size, if it is known; otherwise every company's size is random
 */
export function* simulate(rules: Rules, companiesOfSize?: CompaniesOfSize): Generator<SimulatedMonth> {
  const sizes = [...rules.sizes].sort(bySize);
  const startups = Math.round(SIMULATED_MONTHS / (sizes.length * rules.months));
  const companies = drawCompanies({ ...rules, sizes }, clamp(startups), companiesOfSize);
  const nextMonths = sizes.map((size, index) => monthDrawer(size, companies[index] ?? new Float64Array()));
  for (const month of monthLabels(rules.startMonth, rules.months)) {
    yield { month, sizes: nextMonths.map((next) => next()) };
  }
}

function clamp(startups: number): number {
  return Math.min(MOST_STARTUPS, Math.max(FEWEST_STARTUPS, startups));
}

/** Company 0 does not exist: no dataset is drawn from its streams. */
function simulationStream(field: string): RandomStream {
  return randomStream("simulation", 0, field);
}

/**
 * The companies of each size in each startup.
 * Source: multinomial counts are binomial one after the other, each among the companies that the earlier ones left.
 */
function drawCompanies(
  { companies, sizes }: Rules,
  startups: number,
  companiesOfSize: CompaniesOfSize | undefined,
): Float64Array[] {
  if (companiesOfSize) {
    return sizes.map(({ size }) => new Float64Array(startups).fill(companiesOfSize[size] ?? 0));
  }
  const random = simulationStream("sizes");
  let left = new Float64Array(startups).fill(companies);
  let probabilityLeft = 1;
  return sizes.map(({ probability }) => {
    // Probabilities add up to 1 except for rounding, which must not leave companies without a size.
    const isLast = probability > probabilityLeft - 1e-9;
    const share = isLast ? 1 : probability / probabilityLeft;
    probabilityLeft -= probability;
    const drawn = left.map((count) => drawBinomial(random, count, share));
    left = left.map((count, startup) => count - (drawn[startup] ?? 0));
    return drawn;
  });
}

/**
 * Draws the months of one size, one per call.
 * Source: each active company churns with the same probability, independently of the others and of the past.
 */
function monthDrawer(rules: SizeRules, companies: Float64Array): () => SimulatedSize {
  const random = simulationStream(`size ${rules.size}`);
  const probability = churnProbability(rules);
  const drawSessions = sessionsDrawer(random, rules);
  const price = priceCents(rules);
  let before = companies;
  return () => {
    const churned = before.map((count) => drawBinomial(random, count, probability));
    const active = before.map((count, startup) => count - (churned[startup] ?? 0));
    before = active;
    return {
      rules,
      companies,
      active,
      churned,
      sessions: active.map(drawSessions),
      mrrCents: active.map((count) => count * price),
    };
  };
}

/** Draws the sessions of so many active companies together. */
function sessionsDrawer(random: RandomStream, { sessions }: SizeRules): (companies: number) => number {
  const probabilities = activeSessionProbabilities(sessions);
  const numbers = [...probabilities.keys()].filter((count) => (probabilities[count] ?? 0) > 0);
  const [least, most] = [numbers[0], numbers.at(-1)];
  if (least === undefined || most === undefined) return () => 0;
  const average = (of: (count: number) => number) =>
    numbers.reduce((sum, count) => sum + (probabilities[count] ?? 0) * of(count), 0);
  const mean = average((count) => count);
  const deviation = Math.sqrt(average((count) => (count - mean) ** 2));
  const drawOne = "weights" in sessions ? drawIndex(probabilities) : drawEqual(sessions, numbers);
  return (companies) => {
    if (companies > DRAWN_ONE_BY_ONE) {
      const drawn = Math.round(drawNormal(random, companies * mean, Math.sqrt(companies) * deviation));
      return Math.min(companies * most, Math.max(companies * least, drawn));
    }
    let sum = 0;
    for (let company = 0; company < companies; company += 1) sum += drawOne(random);
    return sum;
  };
}

/** Draws one of equally probable numbers: the base appears twice, since it has twice the probability of each of the others. */
function drawEqual({ base }: SessionSpread, numbers: readonly number[]): (random: RandomStream) => number {
  const list = [base, ...numbers];
  return (random) => list[drawInteger(random, 0, list.length - 1)] ?? base;
}
