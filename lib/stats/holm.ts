/**
 * Which of many tests to reject so that, if all rules hold, the probability of rejecting any is at most
 * `level`, however the tests depend on each other.
 * Source: S. Holm, "A simple sequentially rejective multiple test procedure", 1979.
 *
 * @returns the tests that are rejected
 */
export function rejectedByHolm<T extends { readonly pValue: number }>(
  tests: Iterable<T>,
  level: number,
): ReadonlySet<T> {
  const sorted = [...tests].sort((a, b) => a.pValue - b.pValue);
  const firstKept = sorted.findIndex(({ pValue }, rank) => pValue > level / (sorted.length - rank));
  return new Set(firstKept < 0 ? sorted : sorted.slice(0, firstKept));
}
