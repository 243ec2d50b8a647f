/** What theory says about one figure: its expected value and the interval that holds it in 95 of 100 datasets. */
export interface Prediction {
  readonly expected: number;
  /** The smallest value inside the interval; less than this happens with a probability below 2.5 %. */
  readonly low: number;
  /** The largest value inside the interval; more than this happens with a probability of at most 2.5 %. */
  readonly high: number;
}

/** The probability left out below the interval and above it. */
export const TAIL = 0.025;

/** The prediction in another unit: each of its numbers turned into that unit. */
export function mapEstimate(estimate: Prediction, toUnit: (value: number) => number): Prediction {
  return {
    expected: toUnit(estimate.expected),
    low: toUnit(estimate.low),
    high: toUnit(estimate.high),
  };
}
