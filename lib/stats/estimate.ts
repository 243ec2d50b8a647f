/** A number estimated from data, with its 95% confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The 97.5% quantile of the standard normal distribution: how many standard errors a 95% interval reaches to each side. */
export const Z = 1.959963984540054;
