import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import { TAIL } from "./prediction";

/** A number measured in the data, with its 95 % confidence interval: what the rules behind the data may well be. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** How many standard errors a 95 % confidence interval reaches to each side, 1.96. */
export const Z = normalQuantile(1 - TAIL, 0, 1);
