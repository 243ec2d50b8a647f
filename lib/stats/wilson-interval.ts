import { type Estimate, Z } from "./estimate";

/**
 * The share of successes among trials, with Wilson's 95% confidence interval (the score interval).
 *
 * @param successes from 0 to `trials`
 * @param trials 0 or more; without a trial nothing is known: `value` is NaN and the interval 0 to 1
 * @returns shares from 0 to 1
 *
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927, without
 * correction for continuity; recommended by R. G. Newcombe, "Two-sided confidence intervals for the single
 * proportion: comparison of seven methods", Statistics in Medicine 17, 1998 (method 3).
 *
 * @example
 * wilsonInterval(81, 263); // { value: 0.3080, low: 0.2553, high: 0.3662 }
 */
export function wilsonInterval(successes: number, trials: number): Estimate {
  const failures = trials - successes;
  const middle = successes + Z ** 2 / 2;
  const reach = Z * Math.sqrt((successes * failures) / trials + Z ** 2 / 4);
  return {
    value: successes / trials,
    // Rounding must not move the end away from 0 if there is no success, nor from 1 if there is no failure; without
    // trials, the quotients would be 0/0.
    low: successes === 0 ? 0 : (middle - reach) / (trials + Z ** 2),
    high: failures === 0 ? 1 : (middle + reach) / (trials + Z ** 2),
  };
}
