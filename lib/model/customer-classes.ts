import { betaParameters, churnProbability } from "../dataset/churn";
import type { SizeRules } from "../dataset/rules";
import { gaussJacobi } from "../stats/gauss-jacobi";
import { integerPower } from "../stats/integer-power";

/** Companies of a size with the same churn rate. */
export interface CustomerClass {
  /** The probability that a customer churns in a month. */
  readonly churnRate: number;
  /** The probability that a company is of this class; those of all classes of a size add up to 1. */
  readonly weight: number;
}

/** The number of classes with which probabilities are off by at most 2e-7, which a simulation cannot show. */
export const SIMULATED_CLASSES = 20;
/** Off by at most 0.0013, which is less than drawn rules differ from each other. */
export const DRAWN_CLASSES = 12;
/** Off by at most 1e-12. */
export const EXACT_CLASSES = 32;
/** The months up to which these numbers suffice; longer histories need more classes. */
const USUAL_MONTHS = 121;

/**
 * The classes into which the companies of a size are divided: one, unless churn rates differ between companies. Then they
 * replace the beta distribution of the rates, and nothing observed over the months can tell the difference: the probability of
 * anything that happens to a company in `months` months is a polynomial of at most that degree in its churn rate, and its average
 * over the classes equals that over the beta distribution.
 *
 * Companies that stay for n months have churn rates of about 1/n. The lowest rate of m classes is about 1/m², so that four times
 * the months need twice the classes.
 *
 * @param months over which companies are observed, those before today included
 * @param most the largest number of classes over 121 months, one of the constants above, which say how precise averages are
 */
export function customerClasses(size: SizeRules, months: number, most: number): CustomerClass[] {
  const { churn } = size;
  if (typeof churn !== "object") return [{ churnRate: churnProbability(size), weight: 1 }];
  const { alpha, beta } = betaParameters(churn);
  const enough = Math.ceil(most * Math.sqrt(Math.max(1, months / USUAL_MONTHS)));
  const count = Math.min(enough, Math.ceil((months + 1) / 2));
  return gaussJacobi(count, alpha, beta).map(({ node, weight }) => ({ churnRate: node, weight }));
}

/**
 * The probability that a customer is active after a number of months, returns included; 1 for 0 months.
 *
 * Source: a Markov chain with the states active and gone. It approaches the share return / (churn + return) of active
 * months; each month, the distance from it shrinks by the factor 1 - churn - return.
 */
export function activeAfter(months: number, churnRate: number, returnRate: number): number {
  if (returnRate === 0) return integerPower(1 - churnRate, months);
  return (
    (returnRate + churnRate * integerPower(1 - churnRate - returnRate, months)) / (churnRate + returnRate)
  );
}

/** The probability that a company that has churned is active after a number of months; 0 for 0 months. */
export function returnedAfter(months: number, churnRate: number, returnRate: number): number {
  if (returnRate === 0) return 0;
  return (returnRate * (1 - integerPower(1 - churnRate - returnRate, months))) / (churnRate + returnRate);
}

/**
 * The classes of companies, given whether they are active in a month: customers with low churn rates are more likely to be.
 *
 * @param months the number of months since sign-up, the sign-up month included
 *
 * Source: Bayes' theorem. If no class can explain what is known, the weights do not change.
 */
export function classesGiven(
  isActive: boolean,
  classes: readonly CustomerClass[],
  months: number,
  returnRate: number,
): CustomerClass[] {
  if (classes.length === 1) return [...classes];
  const weights = classes.map(({ churnRate, weight }) => {
    const active = activeAfter(months, churnRate, returnRate);
    return weight * (isActive ? active : 1 - active);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0) return [...classes];
  return classes.map(({ churnRate }, index) => ({ churnRate, weight: (weights[index] ?? 0) / total }));
}
