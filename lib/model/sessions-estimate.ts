import type { SessionDistribution } from "../dataset/rules";
import { activeSessions } from "../dataset/session-distribution";
import { binomialDistribution, binomialPrediction, binomialRange } from "../stats/binomial";
import { searchQuantile } from "../stats/count-distribution";
import { mapEstimate, type Prediction, TAIL } from "../stats/prediction";
import { activeSessionsCumulants, binomialCumulants, type Cumulants, compoundCumulants } from "./cumulants";
import { nearNormalQuantile } from "./near-normal";
import { createSessionSums, maxCompaniesOfSums, mixedCdf } from "./session-sums";

/** The sessions in a month of `companies` companies of which each is active with `probability`. */
export type SessionsEstimator = (companies: number, probability: number) => Prediction;

/**
 * Theory of the sessions of one company size, to be asked for month after month.
 *
 * Expected: the number of active companies times the sessions of an active one. The interval is exact while
 * few companies are active; for many it is that of a nearly normal sum, where exact and near agree
 * (see the tests) to 0.12 % of probability, mostly to 0.01 %.
 * Source: the sessions are a sum of a binomial number of independent sessions (a compound binomial).
 */
export function createSessionsEstimator(law: SessionDistribution): SessionsEstimator {
  const active = activeSessions(law);
  // Without a spread every active company has the same number of sessions; with a base of 0, which has none, no sessions.
  if (!active || law.spread === 0) {
    return (companies, probability) =>
      mapEstimate(binomialPrediction(companies, probability), (count) => count * law.base);
  }
  const each = activeSessionsCumulants(active);
  const sums = createSessionSums(active);
  const maxExact = maxCompaniesOfSums(Math.sqrt(each[1]));
  return (companies, probability) => {
    const cumulants = compoundCumulants(binomialCumulants(companies, probability), each);
    const most = binomialRange(companies, probability).to;
    const quantile =
      most <= maxExact
        ? exactQuantile(
            cumulants,
            most * active.to,
            mixedCdf(binomialDistribution(companies, probability), sums),
          )
        : nearQuantile(cumulants, companies * active.to);
    return { expected: cumulants[0], low: quantile(TAIL), high: quantile(1 - TAIL) };
  };
}

/** A whole number stands for the half to each side of it. */
function nearQuantile(cumulants: Cumulants, most: number): (probability: number) => number {
  return (probability) =>
    Math.min(most, Math.max(0, Math.ceil(nearNormalQuantile(cumulants, probability) - 0.5)));
}

function exactQuantile(
  cumulants: Cumulants,
  most: number,
  cdf: (value: number) => number,
): (probability: number) => number {
  const near = nearQuantile(cumulants, most);
  const margin = Math.ceil(0.02 * Math.sqrt(cumulants[1]));
  return (probability) =>
    searchQuantile(cdf, probability, most, [near(probability) - margin, near(probability) + margin]);
}
