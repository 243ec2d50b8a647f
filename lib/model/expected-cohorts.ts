import { checkRules } from "../dataset/check-rules";
import { monthLabels } from "../dataset/month";
import { bySize, priceCents, type Rules, type SizeRules, signUpsPerMonth } from "../dataset/rules";
import { binomialsDrawer } from "../stats/draw-binomial";
import { drawMultinomial } from "../stats/draw-multinomial";
import { binomialPrediction, mapPrediction, type Prediction, samplePrediction } from "../stats/prediction";
import type { RandomStream } from "../stats/random-stream";
import { activeAfter, customerClasses, EXACT_CLASSES } from "./customer-classes";
import { predictRatio, quotients } from "./predict-ratio";
import { sumPerStartup } from "./simulate-counts";
import { simulationStream, startupsFor } from "./simulation";

/** The predictions for a row of `cohorts`: a cohort in one month of its life. */
export interface ExpectedCohort {
  /** The month in which the companies sign up, `2025-01`. */
  readonly cohort: string;
  /** The company size, or `all` for all sizes together. */
  readonly company_size: string;
  /** Months since sign-up, 0 in the sign-up month. */
  readonly tenure: number;
  /** The month `tenure` months after sign-up, `2025-03`. */
  readonly month: string;
  /** How many companies sign up: known for `all`, random for a size. */
  readonly signed_up: Prediction;
  /** Companies of the cohort that are active in the month. */
  readonly customers: Prediction;
  /** `customers` / `signed_up`, 0 to 1; null if more likely than not nobody of the size signs up. */
  readonly retention: Prediction | null;
  /** US dollars. */
  readonly mrr: Prediction;
  /** `mrr` / what `signed_up` would pay, 0 to 1; null if that is more likely 0 than not. */
  readonly mrr_retention: Prediction | null;
}

/** Rows are drawn faster than months of the simulation, so more startups are drawn, for steadier intervals. */
const MORE_STARTUPS = 5;

/**
 * Predicts the cohorts: the expected value and 95% prediction interval of every figure.
 *
 * One row per cohort, month of its life and company size, and one with the size `all`; ordered by cohort, then month, then size,
 * `all` last, like the rows of `cohorts`. A month without sign-ups is not a cohort. Numbers of companies have exact
 * predictions. Expected values are exact, except for `mrr_retention` of `all`; the intervals of rates, and of the MRR of `all`,
 * are drawn, and are the same on every run; they are equal for cohorts with as many companies. No rows without rules. The rows increase
 * with the square of the months: two sizes over 480 months have 350,000, which take seconds, or a minute if all cohorts differ.
 *
 * @throws UserError if a rule is broken
 *
 * Source: every company of a cohort is active at a tenure with the same probability, independently of the others, so that
 * their number is binomial.
 *
 * @example
 * const rows = expectedCohorts({ ...defaultRules, newCustomers: 20 });
 * rows.find(({ company_size, tenure }) => company_size === "all" && tenure === 6)?.retention;
 */
export function expectedCohorts(rules: Rules | undefined): ExpectedCohort[] {
  if (!rules) return [];
  checkRules(rules);
  const months = monthLabels(rules.startMonth, rules.months);
  const sizes = [...rules.sizes].sort(bySize).map((size) => ({
    rules: size,
    price: priceCents(size),
    active: activeByTenure(size, rules.months),
  }));
  const signUps = signUpsPerMonth(rules);
  // Of cohorts with as many companies, the same is expected; the first is observed for the longest time.
  const firsts = [...new Set(signUps)]
    .filter((companies) => companies > 0)
    .map((companies) => signUps.indexOf(companies));
  const rows = firsts.reduce((sum, since) => sum + months.length - since, 0);
  const random = simulationStream("cohorts");
  const startups = startupsFor((rows * sizes.length) / MORE_STARTUPS);
  const predicted = new Map<number, ReturnType<typeof predictMonth>[]>();
  for (const since of firsts) {
    const companies = signUps[since] ?? 0;
    const drawn = drawMultinomial(
      random,
      new Float64Array(startups).fill(companies),
      sizes.map(({ rules }) => rules.probability),
    );
    const members = sizes.map((size, index) => ({
      ...size,
      signedUp: drawn[index] ?? new Float64Array(startups),
    }));
    const tenures = months.slice(since).map((_, tenure) => predictMonth(random, members, companies, tenure));
    predicted.set(companies, tenures);
  }
  return signUps.flatMap((companies, since) => {
    const cohort = months[since];
    const tenures = predicted.get(companies);
    if (cohort === undefined || !tenures) return [];
    return months
      .slice(since)
      .flatMap((month, tenure) => (tenures[tenure] ?? []).map((row) => ({ cohort, tenure, month, ...row })));
  });
}

/** The probability that a company is active at each tenure. */
function activeByTenure(size: SizeRules, months: number): number[] {
  const classes = customerClasses(size, months, EXACT_CLASSES);
  return Array.from({ length: months }, (_, tenure) =>
    classes.reduce(
      (sum, { churnRate, weight }) =>
        sum + weight * activeAfter(tenure + 1, churnRate, size.reactivation ?? 0),
      0,
    ),
  );
}

/** The companies of a cohort that have one size. */
interface Member {
  readonly rules: SizeRules;
  /** In cents. */
  readonly price: number;
  /** The probability that a company is active at each tenure. */
  readonly active: readonly number[];
  /** One number per simulated startup. */
  readonly signedUp: Float64Array;
}

/** Predicts one row per size, and one for all of them. */
function predictMonth(random: RandomStream, members: readonly Member[], companies: number, tenure: number) {
  const ofSizes = members.map(({ rules, price, active, signedUp }) => {
    const probability = active[tenure] ?? 0;
    const customers = binomialsDrawer(probability)(random, signedUp);
    return { rules, price, probability, signedUp, customers };
  });
  const rows = ofSizes.map(({ rules, price, probability, signedUp, customers }) => {
    const predicted = binomialPrediction(companies, rules.probability * probability);
    const ratio = predictRatio(quotients(customers, signedUp), 1);
    const retention = ratio && { ...ratio, expected: probability };
    return {
      company_size: rules.size,
      signed_up: binomialPrediction(companies, rules.probability),
      customers: predicted,
      retention,
      mrr: mapPrediction(predicted, (count) => (count * price) / 100),
      mrr_retention: price === 0 ? null : retention,
    };
  });
  const active = ofSizes.reduce((sum, { rules, probability }) => sum + rules.probability * probability, 0);
  const customers = binomialPrediction(companies, Math.min(1, active));
  const mrr = sumPerStartup(ofSizes.map((size) => size.customers.map((count) => count * size.price)));
  const mrrOfAll = sumPerStartup(ofSizes.map((size) => size.signedUp.map((count) => count * size.price)));
  const all = {
    company_size: "all",
    signed_up: { expected: companies, low: companies, high: companies },
    customers,
    retention: mapPrediction(customers, (count) => count / companies),
    mrr: samplePrediction(
      rows.reduce((sum, row) => sum + row.mrr.expected, 0),
      mrr.map((cents) => cents / 100),
    ),
    mrr_retention: predictRatio(quotients(mrr, mrrOfAll), 1),
  };
  return [...rows, all];
}
