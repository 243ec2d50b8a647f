import type { RandomStream } from "../../stats/random-stream";
import type { Scenario } from "../scenario";
import type { SimulatedMonth } from "../simulate-counts";
import { type PredictedSize, simulateDraws, simulationStream } from "../simulation";
import { sizeRulesDrawer } from "./draw-rules";
import type { FittedRules } from "./fit-rules";

/** Interval ends are within 2% of the interval's width of those with 1,000 draws, which take two or three times as long. */
const DRAWS = 200;

/**
 * Simulates startups with fitted, and so uncertain, rules: draws the rules 200 times and simulates the same number of startups with
 * each. The numbers are the same on every run.
 *
 * @param scenario of the fitted rules
 * @param drawSignUps draws the sign-ups of its months; default: they are known
 */
export function simulateFitted(
  { counts, churn }: FittedRules,
  scenario: Scenario,
  drawSignUps: (random: RandomStream) => readonly number[] | undefined = () => undefined,
): Generator<SimulatedMonth<PredictedSize>> {
  const drawSizes = sizeRulesDrawer(scenario.sizes, counts, churn);
  const draws = Array.from({ length: DRAWS }, (_, index) => {
    const random = simulationStream(`rules, draw ${index + 1}`);
    const sizes = drawSizes(random);
    return { ...scenario, sizes, signUps: drawSignUps(random) ?? scenario.signUps };
  });
  return simulateDraws(scenario, draws);
}
