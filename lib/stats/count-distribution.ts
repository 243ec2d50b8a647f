/** The distribution of a whole number: `cumulative[i]` is the probability of at most `from + i`. */
export interface CountDistribution {
  readonly from: number;
  readonly cumulative: Float64Array;
}

/** The probability of at most the value at the place `index`, counted from `from`. */
export function cumulativeAt({ cumulative }: CountDistribution, index: number): number {
  return index < 0 ? 0 : (cumulative[index] ?? 1);
}

/** The probability of exactly the value at the place `index`, counted from `from`. */
export function probabilityAt(distribution: CountDistribution, index: number): number {
  return cumulativeAt(distribution, index) - cumulativeAt(distribution, index - 1);
}

/** The probability of at most `value`, which need not be whole. */
export function probabilityUpTo(distribution: CountDistribution, value: number): number {
  return cumulativeAt(distribution, Math.floor(value) - distribution.from);
}

/**
 * The smallest whole number from 0 to `most` at which a cumulative probability reaches `probability`; `most` where
 * it never does. Found by bisection, first at the `guesses`: two close ones on either side save most of the work.
 */
export function searchQuantile(
  upTo: (value: number) => number,
  probability: number,
  most: number,
  guesses: readonly number[],
): number {
  let from = 0;
  let to = most;
  const ask = (value: number) => {
    if (value < from || value >= to) return;
    if (upTo(value) >= probability) to = value;
    else from = value + 1;
  };
  guesses.forEach(ask);
  while (from < to) ask(from + Math.floor((to - from) / 2));
  return to;
}
