import chiSquareCdf from "@stdlib/stats-base-dists-chisquare-cdf";
import { type Estimate, Z } from "./estimate";
import type { EventCount } from "./kaplan-meier";
import { drawIndex, type RandomStream } from "./random-stream";
import { wilsonInterval } from "./wilson-interval";

/** Two models of when an event happens for the first time, and how they compare. */
export interface BetaGeometricFit {
  /** One probability for all: events / all at risk. */
  readonly constant: Estimate;
  /** A probability for each, from a beta distribution: their mean, 0 to 1. */
  readonly mean: Estimate;
  /** How far the probabilities differ, `1 / (alpha + beta + 1)`: 0 if not at all, at most `MOST_POLARIZED`. */
  readonly polarization: Estimate;
  /** Twice the difference of the log likelihoods, 0 or more: how much better the beta distribution describes the counts. */
  readonly likelihoodRatio: number;
  /** The probability of a ratio at least as large if the probability is the same for all. */
  readonly pValue: number;
}

/** Above it, nearly all have the event at once or never. */
const MOST_POLARIZED = 0.9;

/**
 * Fits the geometric and the beta-geometric distribution to a life table by maximum likelihood, with 95% confidence intervals.
 *
 * Polarization is bounded, and its interval includes 0 unless the counts contradict it. If nobody is at risk, every value
 * is NaN and every interval is the whole range.
 *
 * @param counts one for each time 0, 1, 2, …, with cases at risk until they are censored
 *
 * Source: P. S. Fader and B. G. S. Hardie, "How to project customer retention", Journal of Interactive Marketing 21, 2007: the
 * probability at time t is alpha / (alpha + beta + t), here with mean m and polarization p as m (1 - p) / (1 - p + p t), which
 * is m for p = 0. Intervals by profile likelihood: D. R. Cox and D. V. Hinkley, "Theoretical Statistics", 1974, section 9.3; the
 * one probability has Wilson's. The test is that of S. G. Self and K.-Y. Liang, "Asymptotic properties of maximum likelihood
 * estimators and likelihood ratio tests under nonstandard conditions", 1987: as 0 is the least polarization, the ratio is 0 in
 * half of the cases, and chi-square with one degree of freedom in the others. It is one-sided, and the interval of polarization
 * is not: with a p-value from 0.025 to 0.05 the interval still includes 0.
 *
 * @example
 * fitBetaGeometric([{ time: 0, atRisk: 1000, events: 131 }, { time: 1, atRisk: 869, events: 126 }]);
 */
export function fitBetaGeometric(counts: readonly EventCount[]): BetaGeometricFit {
  const observed = counts.filter(({ atRisk }) => atRisk > 0);
  const events = sumOf(observed, (count) => count.events);
  const constant = wilsonInterval(
    events,
    sumOf(observed, ({ atRisk }) => atRisk),
  );
  if (observed.length === 0) {
    const unknown = { value: Number.NaN, low: 0, high: 1 };
    const polarization = { ...unknown, high: MOST_POLARIZED };
    return { constant, mean: unknown, polarization, likelihoodRatio: 0, pValue: 1 };
  }
  const ofPolarization = (polarization: number) =>
    logLikelihood(observed, bestMean(observed, polarization), polarization);
  const ofMean = (mean: number) => {
    const given = (polarization: number) => logLikelihood(observed, mean, polarization);
    return given(highest(given, 0, MOST_POLARIZED));
  };
  const polarization = highest(ofPolarization, 0, MOST_POLARIZED);
  const mean = bestMean(observed, polarization);
  const most = ofPolarization(polarization);
  // Rounding alone is no support.
  const difference = 2 * (most - ofPolarization(0));
  const likelihoodRatio = difference > 1e-9 ? difference : 0;
  const inside = (profile: (parameter: number) => number) => (parameter: number) =>
    profile(parameter) >= most - Z ** 2 / 2;
  return {
    constant,
    mean: interval(mean, inside(ofMean), 0, 1),
    polarization: interval(polarization, inside(ofPolarization), 0, MOST_POLARIZED),
    likelihoodRatio,
    pValue: likelihoodRatio === 0 ? 1 : (1 - chiSquareCdf(likelihoodRatio, 1)) / 2,
  };
}

/** The logarithm of the probability of the counts, for a mean and a polarization. */
function logLikelihood(counts: readonly EventCount[], mean: number, polarization: number): number {
  return sumOf(counts, ({ time, atRisk, events }) => {
    const probability = mean * shareOfMean(time, polarization);
    const happened = events === 0 ? 0 : events * Math.log(probability);
    return atRisk === events ? happened : happened + (atRisk - events) * Math.log1p(-probability);
  });
}

/** The probability at a time, relative to the mean: it falls, since cases with low probabilities remain. */
function shareOfMean(time: number, polarization: number): number {
  return (1 - polarization) / (1 - polarization + polarization * time);
}

/** The most likely mean, given the polarization: where the derivative of the concave log likelihood is 0. */
function bestMean(counts: readonly EventCount[], polarization: number): number {
  const events = sumOf(counts, (count) => count.events);
  const rises = (mean: number) =>
    events >=
    sumOf(counts, ({ time, atRisk, events }) => {
      const share = shareOfMean(time, polarization);
      return atRisk === events ? 0 : (mean * (atRisk - events) * share) / (1 - mean * share);
    });
  return lastTrue(rises, 0, 1);
}

/** Points at which a function is evaluated before the best one is refined. */
const GRID = 30;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Enough for doubles in a range of 1. */
const STEPS = 50;

/**
 * Where a function is highest, the lowest such place if there are several.
 * Source: golden-section search, J. Kiefer, "Sequential minimax search for a maximum", 1953, around the best point of a grid.
 */
function highest(of: (x: number) => number, from: number, to: number): number {
  const at = (index: number) => from + ((to - from) * index) / GRID;
  const best = indexOfMost(Array.from({ length: GRID + 1 }, (_, index) => of(at(index))));
  let [low, high] = [at(Math.max(0, best - 1)), at(Math.min(GRID, best + 1))];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  let [atLeft, atRight] = [of(left), of(right)];
  for (let step = 0; step < STEPS; step += 1) {
    if (atLeft >= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = of(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = of(right);
    }
  }
  const candidates = [at(best), left];
  return candidates[indexOfMost(candidates.map(of))] ?? from;
}

function indexOfMost(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? Number.NaN) ? index : best), 0);
}

/** The range around a value in which a condition is true. */
function interval(value: number, inside: (x: number) => boolean, from: number, to: number): Estimate {
  return { value, low: -lastTrue((x) => inside(-x), -value, -from), high: lastTrue(inside, value, to) };
}

/** The farthest point from `from` towards `to` at which a condition is still true. Source: bisection. */
function lastTrue(condition: (x: number) => boolean, from: number, to: number): number {
  if (condition(to)) return to;
  let [yes, no] = [from, to];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (yes + no) / 2;
    if (condition(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += value(item);
  return total;
}

/** Cells of the grid in each direction: each is a twentieth of a 95% confidence interval wide. */
const CELLS = 40;

/** The mean and the polarization of a beta distribution. */
export interface MeanAndPolarization {
  readonly mean: number;
  readonly polarization: number;
}

/**
 * Returns a function that draws mean and polarization with probabilities in proportion to their likelihood, in a rectangle twice as
 * wide and high as the 95% confidence intervals.
 *
 * @param counts as for `fitBetaGeometric`
 * @param fit what it returns for them
 *
 * Source: the posterior of a uniform prior, drawn from a grid and spread over its cells, A. Gelman et al., "Bayesian Data
 * Analysis", 2013, section 3.7; as there, cells that matter must be inside.
 */
export function betaGeometricDrawer(
  counts: readonly EventCount[],
  fit: BetaGeometricFit,
): (random: RandomStream) => MeanAndPolarization {
  const means = grid(fit.mean, 1);
  const polarizations = grid(fit.polarization, MOST_POLARIZED);
  const observed = counts.filter(({ atRisk }) => atRisk > 0);
  const cells = means.middles.flatMap((mean) =>
    polarizations.middles.map((polarization) => ({
      mean,
      polarization,
      log: logLikelihood(observed, mean, polarization),
    })),
  );
  const most = cells.reduce((highest, { log }) => Math.max(highest, log), Number.NEGATIVE_INFINITY);
  const weights = cells.map(({ log }) => Math.exp(log - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const drawCell = drawIndex(weights.map((weight) => weight / total));
  return (random) => {
    const { mean, polarization } = cells[drawCell(random)] ?? {
      mean: fit.mean.value,
      polarization: fit.polarization.value,
    };
    return {
      mean: mean + (random() - 0.5) * means.width,
      polarization: polarization + (random() - 0.5) * polarizations.width,
    };
  };
}

/** Cells around an interval, from 0 to `most` at the farthest. */
function grid({ low, high }: Estimate, most: number): { readonly width: number; readonly middles: number[] } {
  const reach = (high - low) / 2;
  const from = Math.max(0, low - reach);
  const width = (Math.min(most, high + reach) - from) / CELLS;
  return { width, middles: Array.from({ length: CELLS }, (_, cell) => from + (cell + 0.5) * width) };
}
