import { binomialsDrawer } from "./draw-binomial";
import type { RandomStream } from "./random-stream";

/** The rounding error of probabilities that add up to 1, of either sign. */
const ROUNDING = 1e-9;

/**
 * Divides each of many counts among kinds: one array per kind, with as many numbers as there are counts. With only one kind,
 * or none left to divide, nothing is drawn.
 *
 * @param probabilities of the kinds, which add up to 1
 *
 * Source: each of the multinomial counts is binomial, given the earlier ones.
 */
export function drawMultinomial(
  random: RandomStream,
  counts: Float64Array,
  probabilities: readonly number[],
): Float64Array[] {
  let left = counts;
  let probabilityLeft = 1;
  return probabilities.map((probability) => {
    // Rounding must not leave anything without a kind.
    const isLast = probability > probabilityLeft - ROUNDING;
    const share = probability / probabilityLeft;
    probabilityLeft -= probability;
    const drawn = isLast ? left : binomialsDrawer(share)(random, left);
    left = isLast ? new Float64Array(left.length) : difference(left, drawn);
    return drawn;
  });
}

function difference(counts: Float64Array, others: Float64Array): Float64Array {
  const left = counts.slice();
  for (let index = 0; index < left.length; index += 1)
    left[index] = (left[index] ?? 0) - (others[index] ?? 0);
  return left;
}
