import { type Prediction, samplePrediction } from "../stats/prediction";
import { perStartup } from "./simulate-counts";

/** Intervals are widened by this relative amount, since Postgres and JavaScript round quotients differently. */
const ROUNDING = 1e-9;

/**
 * Predicts a quotient from simulated ones, whose average is its expected value; null if it is undefined in more than half of the
 * simulated startups. Otherwise the startups in which it is undefined are left out.
 *
 * @param values of at least 100 startups, NaN if not defined
 * @param most the highest possible value
 */
export function predictRatio(values: Float64Array, most = Number.POSITIVE_INFINITY): Prediction | null {
  // Most quotients are always defined, and looking is faster than copying.
  const defined = values.includes(Number.NaN) ? values.filter((value) => !Number.isNaN(value)) : values;
  return 2 * defined.length < values.length ? null : predictDefinedRatio(defined, most);
}

/** Predicts a quotient that is always defined. */
export function predictDefinedRatio(values: Float64Array, most = Number.POSITIVE_INFINITY): Prediction {
  const expected = values.reduce((sum, value) => sum + value, 0) / values.length;
  const { low, high } = samplePrediction(expected, values);
  return { expected, low: low * (1 - ROUNDING), high: Math.min(most, high * (1 + ROUNDING)) };
}

/** Divides the numbers of each startup; NaN if the denominator is 0. */
export function quotients(numerators: Float64Array, denominators: Float64Array): Float64Array {
  return perStartup(numerators, (numerator, startup) => {
    const denominator = denominators[startup] ?? 0;
    return denominator === 0 ? Number.NaN : numerator / denominator;
  });
}
