import { type Estimate, Z } from "./estimate";
import { wilsonInterval } from "./wilson-interval";

/** What happens at one time. */
export interface RiskSet {
  readonly time: number;
  /** How many are observed and have had no event until then; whoever is censored earlier is not among them. */
  readonly atRisk: number;
  /** How many of those have the event then, 0 to `atRisk`. */
  readonly events: number;
}

/** The survival from one time on until the next. */
export interface SurvivalStep extends RiskSet {
  /** The share that survives beyond this time, 0 to 1, with its pointwise 95 % band. */
  readonly survival: Estimate;
  /** Greenwood's standard error of the share. */
  readonly standardError: number;
}

/**
 * The Kaplan-Meier estimate of survival under right-censoring: one step per time given, in their order.
 *
 * Where nobody or everybody has had the event, the band's formula is undefined (0/0); the band is Wilson's interval
 * then, of as many trials as would leave `atRisk` without censoring.
 *
 * @param riskSets in rising order of time, each with `atRisk` above 0; times without events may be left out
 *
 * Source: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", 1958:
 * S = product of 1 - d/n. M. Greenwood, "The natural duration of cancer", 1926: var S = S^2 * sum of
 * d / (n (n - d)). Band on the scale log(-log S), J. D. Kalbfleisch and R. L. Prentice, "The Statistical Analysis of
 * Failure Time Data", 1980: S^exp(±z * sqrt(sum) / log S); `conf.type = "log-log"` of R's `survfit`.
 *
 * @example
 * kaplanMeier([{ time: 6, atRisk: 21, events: 3 }]); // survival 0.857, standard error 0.0764, band 0.620 to 0.952
 */
export function kaplanMeier(riskSets: readonly RiskSet[]): SurvivalStep[] {
  let survival = 1;
  let sum = 0;
  return riskSets.map((riskSet) => {
    const { atRisk, events } = riskSet;
    const trials = atRisk / survival;
    // The last one leaves 0 exactly, also where the factors before it were rounded.
    survival *= (atRisk - events) / atRisk;
    if (survival === 0 || survival === 1) {
      return { ...riskSet, survival: wilsonInterval(survival * trials, trials), standardError: 0 };
    }
    sum += events / (atRisk * (atRisk - events));
    return { ...riskSet, survival: logLogBand(survival, sum), standardError: survival * Math.sqrt(sum) };
  });
}

function logLogBand(survival: number, sum: number): Estimate {
  const reach = (Z * Math.sqrt(sum)) / -Math.log(survival);
  return {
    value: survival,
    low: survival ** Math.exp(reach),
    high: survival ** Math.exp(-reach),
  };
}
