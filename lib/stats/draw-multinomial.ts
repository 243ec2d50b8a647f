import { drawBinomial } from "./draw-binomial";
import type { RandomStream } from "./random-stream";

/** What is left of probabilities that add up to 1 is at most this, and at times less than 0. */
const ROUNDING = 1e-9;

/**
 * Divides each of many counts among kinds: one array per kind, with as many numbers as there are counts. With only one kind,
 * or none left to divide, nothing is drawn.
 *
 * @param probabilities of the kinds, which add up to 1
 *
 * Source: multinomial counts are binomial one after the other, each among those that the earlier ones left.
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
    const share = isLast ? 1 : probability / probabilityLeft;
    probabilityLeft -= probability;
    const drawn = left.map((count) => drawBinomial(random, count, share));
    left = left.map((count, index) => count - (drawn[index] ?? 0));
    return drawn;
  });
}
