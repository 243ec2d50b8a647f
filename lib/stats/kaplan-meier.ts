import { type Estimate, Z } from "./estimate";
import { wilsonInterval } from "./wilson-interval";

/** What happens at one time: a row of a life table. */
export interface EventCount {
  readonly time: number;
  /** How many are observed and have had no event before. */
  readonly atRisk: number;
  /** How many of these have the event then, 0 to `atRisk`. */
  readonly events: number;
}

/** The survival from one time until the next. */
export interface SurvivalStep extends EventCount {
  /** The share that survives beyond this time, 0 to 1, with its pointwise 95% limits. */
  readonly survival: Estimate;
  /** Greenwood's standard error of the share. */
  readonly standardError: number;
}

/**
 * The Kaplan-Meier estimate of survival under right-censoring: one step per count, in their order.
 *
 * Before the first event, and once everybody has had it, the formula of the limits is undefined (0/0); the limits are then Wilson's
 * interval, for as many trials as would leave `atRisk` without censoring.
 *
 * @param counts in rising order of time, each with `atRisk` above 0; times without events may be left out
 *
 * Source: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", 1958:
 * S = product of 1 - d/n. M. Greenwood, "The natural duration of cancer", 1926: var S = S^2 * sum of
 * d / (n (n - d)). Limits on the scale log(-log S), J. D. Kalbfleisch and R. L. Prentice, "The Statistical Analysis of
 * Failure Time Data", 1980: S^exp(±z * sqrt(sum) / log S); `conf.type = "log-log"` of R's `survfit`.
 *
 * @example
 * kaplanMeier([{ time: 6, atRisk: 21, events: 3 }]); // survival 0.857, standard error 0.0764, limits 0.620 to 0.952
 */
export function kaplanMeier(counts: readonly EventCount[]): SurvivalStep[] {
  let survival = 1;
  let sum = 0;
  return counts.map((count) => {
    const { atRisk, events } = count;
    const trials = atRisk / survival;
    // The last one leaves exactly 0, even if the factors before it were rounded.
    survival *= (atRisk - events) / atRisk;
    if (survival === 0 || survival === 1) {
      return { ...count, survival: wilsonInterval(survival * trials, trials), standardError: 0 };
    }
    sum += events / (atRisk * (atRisk - events));
    return { ...count, survival: logLogLimits(survival, sum), standardError: survival * Math.sqrt(sum) };
  });
}

function logLogLimits(survival: number, sum: number): Estimate {
  const reach = (Z * Math.sqrt(sum)) / -Math.log(survival);
  return {
    value: survival,
    low: survival ** Math.exp(reach),
    high: survival ** Math.exp(-reach),
  };
}
