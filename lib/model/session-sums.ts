import type { SessionSpread, SizeRules } from "../dataset/rules";
import { activeSessionProbabilities } from "../dataset/session-distribution";
import { drawIndex, drawInteger, drawNormal, type RandomStream, skipNormal } from "../stats/random-stream";

/** The sessions of up to this many companies are drawn one by one; the sum of more is close to normal. */
const DRAWN_ONE_BY_ONE = 32;

/** Draws the total sessions of the active companies, for each of many numbers of companies. */
export function sessionsDrawer(
  random: RandomStream,
  { sessions }: SizeRules,
): (companies: Float64Array) => Float64Array {
  const probabilities = activeSessionProbabilities(sessions);
  const numbers = [...probabilities.keys()].filter((count) => (probabilities[count] ?? 0) > 0);
  const [least, most] = [numbers[0], numbers.at(-1)];
  if (least === undefined || most === undefined) return (companies) => new Float64Array(companies.length);
  const average = (of: (count: number) => number) =>
    numbers.reduce((sum, count) => sum + (probabilities[count] ?? 0) * of(count), 0);
  const mean = average((count) => count);
  const deviation = Math.sqrt(average((count) => (count - mean) ** 2));
  const drawOne = "weights" in sessions ? drawIndex(probabilities) : drawEqual(sessions, numbers);
  const drawSum = (companies: number) => {
    if (companies > DRAWN_ONE_BY_ONE) {
      const drawn = Math.round(drawNormal(random, companies * mean, Math.sqrt(companies) * deviation));
      return Math.min(companies * most, Math.max(companies * least, drawn));
    }
    let sum = 0;
    for (let company = 0; company < companies; company += 1) sum += drawOne(random);
    return sum;
  };
  return (companies) => {
    const sums = new Float64Array(companies.length);
    for (let startup = 0; startup < sums.length; startup += 1)
      sums[startup] = drawSum(companies[startup] ?? 0);
    return sums;
  };
}

/** Takes as many random numbers as `sessionsDrawer`, so that later draws stay the same. */
export function sessionsSkipper(
  random: RandomStream,
  { sessions }: SizeRules,
): (companies: Float64Array) => void {
  if (activeSessionProbabilities(sessions).every((probability) => probability === 0)) return () => {};
  return (numbers) => {
    for (let startup = 0; startup < numbers.length; startup += 1) {
      const companies = numbers[startup] ?? 0;
      if (companies > DRAWN_ONE_BY_ONE) skipNormal(random);
      else for (let company = 0; company < companies; company += 1) random();
    }
  };
}

/** Draws one of equally probable numbers: the base appears twice, since it has twice the probability of each of the others. */
function drawEqual({ base }: SessionSpread, numbers: readonly number[]): (random: RandomStream) => number {
  const list = [base, ...numbers];
  return (random) => list[drawInteger(random, 0, list.length - 1)] ?? base;
}
