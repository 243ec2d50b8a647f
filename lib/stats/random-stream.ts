/**
 * General mathematics: random streams and draws from distributions, estimates and predictions with their intervals, tests of
 * distributions. It imports nothing from the other rooms; what the rules predict is in `lib/model`.
 */
import seedrandom from "seedrandom";

/** Returns the next number of a random stream, uniform in `[0, 1)`, a multiple of 2^-32. */
export type RandomStream = () => number;

/**
 * The random stream of one field of one company. Every company and field has its own, so another
 * company, month or field leaves all other values as they were.
 *
 * Tyche-i, because most streams are used for a few numbers only: it is seeded 8 times faster than ARC4, the
 * default of seedrandom, and computes with integers only, so that the numbers are the same on every machine.
 * Source: S. Neves and F. Araujo, "Fast and small nonlinear pseudorandom number generators for computer
 * simulation", 2012, as in the package seedrandom.
 */
export function randomStream(seed: string, companyId: number, field: string): RandomStream {
  return seedrandom.tychei(`${seed}/${companyId}/${field}`);
}

/** A whole number drawn uniformly from `from` to `to`, both included. */
export function drawInteger(random: RandomStream, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/**
 * Returns a function that draws the index of a probability, with that probability: by bisection, since there may be thousands.
 *
 * @param probabilities that add up to 1
 */
export function drawIndex(probabilities: readonly number[]): (random: RandomStream) => number {
  let sum = 0;
  const sums = probabilities.map((probability) => {
    sum += probability;
    return sum;
  });
  // Rounding can leave a sum just below 1: the remainder goes to the last.
  return (random) => {
    const drawn = random();
    let [index, last] = [0, sums.length - 1];
    while (index < last) {
      const middle = (index + last) >> 1;
      if (drawn < (sums[middle] ?? 1)) last = middle;
      else index = middle + 1;
    }
    return index;
  };
}

/**
 * Draws from a normal distribution.
 * Source: G. Marsaglia and T. A. Bray, the polar method, 1964; it needs no sine, which differs between machines.
 */
export function drawNormal(random: RandomStream, mean: number, standardDeviation: number): number {
  for (;;) {
    const x = 2 * random() - 1;
    const y = 2 * random() - 1;
    const s = x * x + y * y;
    if (s > 0 && s < 1) return mean + standardDeviation * x * Math.sqrt((-2 * Math.log(s)) / s);
  }
}

/** Takes as many random numbers as `drawNormal`. */
export function skipNormal(random: RandomStream): void {
  for (;;) {
    const x = 2 * random() - 1;
    const y = 2 * random() - 1;
    const s = x * x + y * y;
    if (s > 0 && s < 1) return;
  }
}
