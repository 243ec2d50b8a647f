import type { SizeRules } from "../dataset/rules";
import { binomialsDrawer } from "../stats/draw-binomial";
import { integerPower } from "../stats/integer-power";
import { activeAfter, returnedAfter } from "./customer-classes";
import { sumPerStartup } from "./simulate-counts";
import { type SimulatedSize, simulationStream } from "./simulation";

/** What became of the companies that had signed up 12 months earlier, one number per simulated startup. */
export interface TwelveMonthsLater {
  /** The customers of that time; 0 in the first 12 months. */
  readonly before: Float64Array;
  /** Those of them that were active in every month since. */
  readonly kept: Float64Array;
  /** Those active now, of the customers of that time and of those that had been gone. */
  readonly active: Float64Array;
}

const YEAR = 12;

/**
 * Draws month by month what became of the companies of one size within 12 months; 0 in the first 12.
 *
 * Each number has the distribution that it has in the simulation, given the customers of 12 months earlier, but it is drawn
 * again, independently of all that happened since: enough for the interval of one figure.
 *
 * Source: the companies of a class are active with the same probability, independently of each other.
 */
export function twelveMonthsDrawer({
  size,
  reactivation = 0,
}: SizeRules): (now: SimulatedSize) => TwelveMonthsLater {
  const random = simulationStream(`twelve months ${size}`);
  const past: SimulatedSize[] = [];
  return (now) => {
    past.push(now);
    const none = new Float64Array(now.active.length);
    if (past.length <= YEAR) return { before: none, kept: none, active: none };
    const [then = now] = past.splice(0, 1);
    const draw = (counts: Float64Array, probability: number) => binomialsDrawer(probability)(random, counts);
    const kept = then.classes.map(({ churnRate, active }) => draw(active, integerPower(1 - churnRate, YEAR)));
    const active = then.classes.flatMap(({ churnRate, active, gone }) => [
      draw(active, activeAfter(YEAR, churnRate, reactivation)),
      draw(gone, returnedAfter(YEAR, churnRate, reactivation)),
    ]);
    return {
      before: then.active,
      kept: sumPerStartup(kept),
      // Without returns, those active are those that have stayed.
      active: sumPerStartup(reactivation === 0 ? kept : active),
    };
  };
}
