import { integerPower } from "./integer-power";
import type { RandomStream } from "./random-stream";

/** Below this expected count, counting up from 0 is faster; the rejection needs an expected count of at least 10. */
const FEW = 10;
/** Counts below this often repeat. */
const OFTEN = 2000;

/**
 * Returns a function that draws how many of each of many counts succeed, each with `probability`, in their order: exact, and as fast
 * for ten million as for ten. Work shared by draws of the same count is done once.
 *
 * Source: W. Hörmann, "The generation of binomial random variates", Journal of Statistical Computation and Simulation
 * 46, 1993, algorithm BTRS (transformed rejection with squeeze); inversion if the expected count is small.
 */
export function binomialsDrawer(
  probability: number,
): (random: RandomStream, counts: Float64Array) => Float64Array {
  const drawers: Drawer[] = [];
  return (random, counts) => {
    const drawn = new Float64Array(counts.length);
    if (probability <= 0) return drawn;
    for (let index = 0; index < counts.length; index += 1) {
      const trials = counts[index] ?? 0;
      if (trials <= 0) continue;
      const draw = drawers[trials] ?? binomialDrawer(trials, probability);
      if (trials < OFTEN) drawers[trials] = draw;
      drawn[index] = draw(random);
    }
    return drawn;
  };
}

type Drawer = (random: RandomStream) => number;

function binomialDrawer(trials: number, probability: number): Drawer {
  if (trials <= 0 || probability <= 0) return () => 0;
  if (probability >= 1) return () => trials;
  if (probability > 0.5) {
    const draw = binomialDrawer(trials, 1 - probability);
    return (random) => trials - draw(random);
  }
  return trials * probability < FEW ? inversion(trials, probability) : rejection(trials, probability);
}

function inversion(trials: number, probability: number): Drawer {
  const odds = probability / (1 - probability);
  const weights = [integerPower(1 - probability, trials)];
  return (random) => {
    let left = random();
    let weight = weights[0] ?? 0;
    let count = 0;
    for (; left > weight && count < trials; count += 1) {
      left -= weight;
      const known = weights[count + 1];
      if (known === undefined) weights.push(weight * ((odds * (trials - count)) / (count + 1)));
      weight = known ?? weights[count + 1] ?? 0;
    }
    return count;
  };
}

/** The names are those of the paper. */
function rejection(n: number, p: number): Drawer {
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const center = n * p + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * deviation;
  const most = logWeight(n, p, Math.floor((n + 1) * p));
  return (random) => {
    for (;;) {
      const u = random() - 0.5;
      const v = random();
      const us = 0.5 - Math.abs(u);
      const count = Math.floor(((2 * a) / us + b) * u + center);
      if (us >= 0.07 && v <= squeeze) return count;
      if (count < 0 || count > n) continue;
      if (Math.log((v * alpha) / (a / (us * us) + b)) <= logWeight(n, p, count) - most) return count;
    }
  };
}

/** The logarithm of the probability of a count, except for a constant. */
function logWeight(n: number, p: number, count: number): number {
  return count * Math.log(p / (1 - p)) - logFactorial(count) - logFactorial(n - count);
}

const SMALL_FACTORIALS = Float64Array.of(1, 1, 2, 6, 24, 120, 720, 5040, 40_320, 362_880).map(Math.log);

/** Source: Stirling's series, exact to 1e-10 from 10 on. */
function logFactorial(n: number): number {
  const small = SMALL_FACTORIALS[n];
  if (small !== undefined) return small;
  const correction = (1 / 12 - (1 / 360 - 1 / 1260 / (n * n)) / (n * n)) / n;
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + correction;
}
