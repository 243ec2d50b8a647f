import type { Estimate } from "../../stats/estimate";
import type { FittedNumber, FittedRules } from "./fit-rules";

/** The fitted rules of one company size, with 95% confidence intervals. */
export interface FittedSize {
  readonly company_size: string;
  /** The share of companies of this size, 0 to 1. */
  readonly share?: Estimate;
  /** US dollars; missing if prices are unknown. */
  readonly monthly_price?: number;
  /** The probability that a new customer churns in a month, 0 to 1; missing for a size without companies. */
  readonly churn_rate?: Estimate;
  /** How much churn rates differ between companies, 0 to 1; missing if they do not. */
  readonly polarization?: Estimate;
  /** The probability that a company which has churned returns in a month, 0 to 1; missing if no company churned before the last month. */
  readonly reactivation_rate?: Estimate;
}

/**
 * Fitted rules as a table to read: one row per company size, in the order of the rules.
 *
 * @param fit of `fitRules`
 *
 * @example
 * displayTable(describeFit(await fitRules(db)));
 */
export function describeFit({ rules, pricesKnown, estimates }: FittedRules): FittedSize[] {
  return rules.sizes.map((size) => {
    const estimate = (...names: readonly FittedNumber["parameter"][]): Estimate | undefined => {
      const found = estimates.find((one) => one.company_size === size.size && names.includes(one.parameter));
      return found ? { value: found.value, low: found.low, high: found.high } : undefined;
    };
    const [share, churnRate] = [estimate("share of companies"), estimate("churn rate", "mean churn rate")];
    const polarization = estimate("polarization of churn rates");
    const returnRate = estimate("reactivation rate");
    return {
      company_size: size.size,
      ...(share ? { share } : {}),
      ...(pricesKnown ? { monthly_price: size.monthlyPrice } : {}),
      ...(churnRate ? { churn_rate: churnRate } : {}),
      ...(polarization ? { polarization } : {}),
      ...(returnRate ? { reactivation_rate: returnRate } : {}),
    };
  });
}
