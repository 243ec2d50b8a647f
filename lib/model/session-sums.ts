import type { ActiveSessions } from "../dataset/session-distribution";
import { type CountDistribution, probabilityAt, probabilityUpTo } from "../stats/count-distribution";

/** What a table of sums may hold: 4 million numbers, 32 MB, for as long as an expectation is computed. */
const MAX_CELLS = 4_000_000;
/** Beyond this many companies the sum is so nearly normal that there is nothing to gain. */
const MAX_COMPANIES = 600;
/** What is left out at each end of a distribution, 7.4 standard deviations from the middle. */
const NEGLIGIBLE = 1e-13;

/** The distribution of the sessions of `companies` active companies together. */
export type SessionSums = (companies: number) => CountDistribution;

/**
 * Up to how many active companies a table of sums has room for, given the standard deviation of the sessions of
 * one: the k-th sum takes about 15 * deviation * sqrt(k) numbers, all up to it 10 * deviation * k^1.5.
 */
export function maxCompaniesOfSums(deviation: number): number {
  return Math.min(MAX_COMPANIES, Math.floor((MAX_CELLS / (10 * deviation)) ** (2 / 3)));
}

/** The table of the exact distributions of sums of a session law, filled as far as it is asked for. */
export function createSessionSums(law: ActiveSessions): SessionSums {
  let last: CountDistribution = { from: 0, cumulative: Float64Array.of(1) };
  const sums = [last];
  return (companies) => {
    while (sums.length <= companies) {
      last = trim(addCompany(last, law));
      sums.push(last);
    }
    return sums[companies] ?? last;
  };
}

/**
 * The distribution of a sum with the sessions of one more company added.
 * Source: convolution. All numbers of sessions but the base have the same probability, so that the sum over
 * them is a difference of two cumulative probabilities; the base counts once more.
 */
function addCompany({ from, cumulative }: CountDistribution, law: ActiveSessions): CountDistribution {
  const width = law.to - law.from;
  const toBase = law.base - law.from;
  const next = new Float64Array(cumulative.length + width);
  const upTo = (index: number) => (index < 0 ? 0 : (cumulative[index] ?? 1));
  let total = 0;
  for (const index of next.keys()) {
    const all = upTo(index) - upTo(index - width - 1);
    const base = upTo(index - toBase) - upTo(index - toBase - 1);
    total += law.probability * (all + base);
    next[index] = total;
  }
  return { from: from + law.from, cumulative: next };
}

function trim({ from, cumulative }: CountDistribution): CountDistribution {
  let first = 0;
  while ((cumulative[first] ?? 1) < NEGLIGIBLE) first += 1;
  let end = cumulative.length;
  while ((cumulative[end - 2] ?? 0) > 1 - NEGLIGIBLE) end -= 1;
  return { from: from + first, cumulative: cumulative.slice(first, end) };
}

/**
 * The probability that the sessions of a random number of active companies are at most a value.
 * Source: total probability over how many companies are active.
 */
export function mixedCdf(active: CountDistribution, sums: SessionSums): (value: number) => number {
  const parts = Array.from(active.cumulative, (_, index) => ({
    weight: probabilityAt(active, index),
    sum: sums(active.from + index),
  }));
  return (value) => {
    let total = 0;
    for (const { weight, sum } of parts) total += weight * probabilityUpTo(sum, value);
    return total;
  };
}
