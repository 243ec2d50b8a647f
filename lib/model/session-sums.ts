import type { SessionSpread, SizeRules } from "../dataset/rules";
import { activeSessionProbabilities } from "../dataset/session-distribution";
import { drawIndex, drawInteger, drawNormal, type RandomStream } from "../stats/random-stream";

/** The sessions of up to this many companies are drawn one by one; the sum of more is normal to the eye. */
const DRAWN_ONE_BY_ONE = 32;

/** Draws the sessions of so many active companies together. */
export function sessionsDrawer(random: RandomStream, { sessions }: SizeRules): (companies: number) => number {
  const probabilities = activeSessionProbabilities(sessions);
  const numbers = [...probabilities.keys()].filter((count) => (probabilities[count] ?? 0) > 0);
  const [least, most] = [numbers[0], numbers.at(-1)];
  if (least === undefined || most === undefined) return () => 0;
  const average = (of: (count: number) => number) =>
    numbers.reduce((sum, count) => sum + (probabilities[count] ?? 0) * of(count), 0);
  const mean = average((count) => count);
  const deviation = Math.sqrt(average((count) => (count - mean) ** 2));
  const drawOne = "weights" in sessions ? drawIndex(probabilities) : drawEqual(sessions, numbers);
  return (companies) => {
    if (companies > DRAWN_ONE_BY_ONE) {
      const drawn = Math.round(drawNormal(random, companies * mean, Math.sqrt(companies) * deviation));
      return Math.min(companies * most, Math.max(companies * least, drawn));
    }
    let sum = 0;
    for (let company = 0; company < companies; company += 1) sum += drawOne(random);
    return sum;
  };
}

/** Draws one of equally probable numbers: the base appears twice, since it has twice the probability of each of the others. */
function drawEqual({ base }: SessionSpread, numbers: readonly number[]): (random: RandomStream) => number {
  const list = [base, ...numbers];
  return (random) => list[drawInteger(random, 0, list.length - 1)] ?? base;
}
