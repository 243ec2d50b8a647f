/** The expected value of a figure and its 95% prediction interval, which includes both ends. */
export interface Prediction {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** The probability that a value lies below its prediction interval, and that it lies above. */
export const TAIL = 0.025;

/**
 * The 95% prediction interval of the next value, given a sample.
 * Source: the next value is equally likely to fall between any two of n sorted ones, so that it lies below the r-th
 * with probability r / (n + 1) at most; S. S. Wilks, "Determination of sample sizes for setting tolerance limits", 1941.
 *
 * @param sample at least 39 values
 */
export function samplePrediction(expected: number, sample: Float64Array): Prediction {
  const values = sample.slice();
  const rank = Math.floor(TAIL * (values.length + 1));
  return { expected, low: select(values, rank - 1), high: select(values, values.length - rank) };
}

/**
 * The value that would be at `place` if the values were sorted; rearranges them. Four times faster than sorting.
 * Source: C. A. R. Hoare, "Algorithm 65: find", 1961.
 */
function select(values: Float64Array, place: number): number {
  const at = (index: number) => values[index] ?? Number.NaN;
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const pivot = at(place);
    let [up, down] = [from, to];
    while (up <= down) {
      while (at(up) < pivot) up += 1;
      while (at(down) > pivot) down -= 1;
      if (up > down) break;
      const swapped = at(up);
      values[up] = at(down);
      values[down] = swapped;
      up += 1;
      down -= 1;
    }
    if (down < place) from = up;
    if (up > place) to = down;
  }
  return at(place);
}

/** The prediction of an increasing function of the predicted value. */
export function mapPrediction(
  { expected, low, high }: Prediction,
  of: (value: number) => number,
): Prediction {
  return { expected: of(expected), low: of(low), high: of(high) };
}

/** Beyond this many standard deviations, and a few counts more, a binomial count has less than 1e-6 on a side. */
const REACH = 5;

/**
 * How many of `trials` succeed, each with `probability`, independently of the others.
 * Source: P(k + 1) / P(k) = (n - k) / (k + 1) * p / (1 - p) of the binomial distribution, summed from the lower end of
 * the relevant range, which is more precise for 10,000,000 trials than logarithms of factorials.
 */
export function binomialPrediction(trials: number, probability: number): Prediction {
  const expected = trials * probability;
  if (probability >= 1) return { expected, low: expected, high: expected };
  const reach = REACH * Math.sqrt(expected * (1 - probability)) + 7;
  const from = Math.max(0, Math.floor(expected - reach));
  const to = Math.min(trials, Math.ceil(expected + reach));
  const odds = probability / (1 - probability);
  const sums = new Float64Array(to - from + 1);
  let weight = 1;
  let total = 0;
  for (const index of sums.keys()) {
    total += weight;
    sums[index] = total;
    weight *= ((trials - from - index) / (from + index + 1)) * odds;
  }
  const quantile = (upTo: number) => from + sums.findIndex((sum) => sum >= upTo * total);
  return { expected, low: quantile(TAIL), high: quantile(1 - TAIL) };
}
