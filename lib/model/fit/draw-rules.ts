import { LEAST_MEAN, LEAST_POLARIZATION } from "../../dataset/check-rules";
import type { Churn, SizeRules } from "../../dataset/rules";
import { betaGeometricDrawer } from "../../stats/beta-geometric";
import { drawBeta, drawDirichlet } from "../../stats/draw-gamma";
import type { RandomStream } from "../../stats/random-stream";
import { type FitCounts, lifeTableEvents, type SizeFitCounts } from "./fit-counts";
import type { FittedChurn } from "./fit-rules";

/** Jeffreys' prior: half a success and half a failure more than was observed. */
const PRIOR = 0.5;

/**
 * Returns a function that draws the rules of all sizes from their posterior distribution given the data.
 *
 * - Shares of sizes: from a Dirichlet distribution, with Jeffreys' prior. A size without companies has the share 0.
 * - Churn and returns: from beta distributions, with Jeffreys' prior. If churn rates differ between companies, see
 *   `betaGeometricDrawer`. Which model of churn applies is not drawn, and if no company has returned, none will.
 * - Sessions of an active month: from a Dirichlet distribution with the number of months as weights, so that numbers that were
 *   never observed do not occur.
 *
 * Source: H. Jeffreys, "An invariant form for the prior probability in estimation problems", 1946; for sessions, D. B. Rubin,
 * "The Bayesian bootstrap", 1981.
 *
 * @param sizes fitted rules, in any order
 * @param counts the counts that they are fitted to
 */
export function sizeRulesDrawer(
  sizes: readonly SizeRules[],
  counts: FitCounts,
  churn: readonly FittedChurn[],
): (random: RandomStream) => SizeRules[] {
  const fitted = sizes.flatMap((rules) => {
    const ofSize = counts.sizes.find(({ company_size }) => company_size === rules.size);
    const ofChurn = churn.find(({ company_size }) => company_size === rules.size);
    const companies = ofSize?.lifeTable[0]?.at_risk ?? 0;
    const drawChurn = ofSize && ofChurn && churnDrawer(ofSize, ofChurn);
    return { rules, weight: companies > 0 ? companies + PRIOR : 0, drawChurn, ...ofSize };
  });
  return (random) => {
    const shares = drawDirichlet(
      random,
      fitted.map(({ weight }) => weight),
    );
    return fitted.map(({ rules, drawChurn, returns = 0, gone_months = 0 }, index) => ({
      ...rules,
      probability: shares[index] ?? 0,
      sessions:
        "weights" in rules.sessions
          ? { weights: drawDirichlet(random, rules.sessions.weights) }
          : rules.sessions,
      ...(drawChurn && { churn: drawChurn(random) }),
      ...(returns > 0 && { reactivation: drawRate(random, returns, gone_months) }),
    }));
  };
}

function churnDrawer({ lifeTable }: SizeFitCounts, fit: FittedChurn): (random: RandomStream) => Churn {
  const events = lifeTableEvents(lifeTable);
  if (fit.supported === "constant") {
    const atRisk = events.reduce((sum, count) => sum + count.atRisk, 0);
    const churned = events.reduce((sum, count) => sum + count.events, 0);
    return (random) => drawRate(random, churned, atRisk);
  }
  const draw = betaGeometricDrawer(events, fit);
  return (random) => {
    const { mean, polarization } = draw(random);
    return {
      mean: Math.min(Math.max(mean, LEAST_MEAN), 1 - LEAST_MEAN),
      polarization: Math.max(polarization, LEAST_POLARIZATION),
    };
  };
}

function drawRate(random: RandomStream, successes: number, trials: number): number {
  return drawBeta(random, successes + PRIOR, trials - successes + PRIOR);
}
