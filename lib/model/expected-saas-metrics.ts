import { checkRules } from "../dataset/check-rules";
import { priceCents, type Rules, type SizeRules } from "../dataset/rules";
import { integerPower } from "../stats/integer-power";
import { mapPrediction, type Prediction, samplePrediction } from "../stats/prediction";
import type { ExpectedCounts } from "./expected-counts";
import { predictRatio, quotients } from "./predict-ratio";
import { scenarioOf } from "./scenario";
import { perStartup, sumPerStartup } from "./simulate-counts";
import { type SimulatedSize, simulate } from "./simulation";
import { twelveMonthsDrawer } from "./twelve-months";

/**
 * The predictions for a row of `saasMetricsPerMonth`, where each figure is defined. A quotient is null if it is undefined in
 * more than half of the simulated startups; otherwise the startups in which it is undefined are left out.
 */
export interface ExpectedSaasMetrics {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  /** The company size, or `all` for all sizes together. */
  readonly company_size: string;
  readonly customers: Prediction;
  readonly new_customers: Prediction;
  readonly churned_customers: Prediction;
  readonly reactivated_customers: Prediction;
  readonly customer_churn_rate: Prediction | null;
  /** Amounts are in US dollars. */
  readonly mrr: Prediction;
  readonly new_mrr: Prediction;
  readonly churned_mrr: Prediction;
  readonly reactivated_mrr: Prediction;
  readonly mrr_churn_rate: Prediction | null;
  readonly gross_retention: Prediction | null;
  readonly net_retention: Prediction | null;
  /** Null in the first 12 months. */
  readonly gross_retention_12: Prediction | null;
  /** Null in the first 12 months. */
  readonly net_retention_12: Prediction | null;
  readonly arpa: Prediction | null;
  readonly arr: Prediction;
  readonly annual_churn_rate: Prediction | null;
  readonly quick_ratio: Prediction | null;
  readonly ltv: Prediction | null;
}

/**
 * Predicts the SaaS metrics: the expected value and 95% prediction interval of every figure.
 *
 * One row per month and company size, and one per month with the size `all`; ordered by month, then size, `all` last, like the
 * rows of `saasMetricsPerMonth`. Expected counts and amounts are exact; expected quotients are the averages of the simulated
 * ones, and may differ from the quotient of the averages. Intervals come from the simulation of `expectedKpis`, and are the same
 * on every run. No rows without rules.
 *
 * @throws UserError if a rule is broken
 *
 * @example
 * const rows = expectedSaasMetrics({ ...defaultRules, newCustomers: 20 });
 * const all = rows.filter(({ company_size }) => company_size === "all");
 * all[0]?.customers; // { expected: …, low: …, high: … }
 */
export function expectedSaasMetrics(rules: Rules | undefined): ExpectedSaasMetrics[] {
  if (!rules) return [];
  checkRules(rules);
  const scenario = scenarioOf(rules);
  const nextSegments = scenario.sizes.map(segmentDrawer);
  return Array.from(simulate(scenario), ({ month, sizes }) => {
    const segments = sizes.flatMap((size, index) => nextSegments[index]?.(size) ?? []);
    return [...segments, allOf(segments)].map((segment) => ({ month, ...predictSegment(segment) }));
  }).flat();
}

/** Companies of a month, or their monthly prices in cents: a number for each simulated startup. */
interface Drawn {
  readonly active: Float64Array;
  readonly signUps: Float64Array;
  readonly churned: Float64Array;
  readonly reactivated: Float64Array;
  /** Customers at the end of the month before. */
  readonly before: Float64Array;
  /** Those of them that are active. */
  readonly kept: Float64Array;
  /** Those active that had signed up before the month. */
  readonly earlier: Float64Array;
  readonly yearBefore: Float64Array;
  readonly yearKept: Float64Array;
  readonly yearActive: Float64Array;
}

/** What is expected of the same. */
type Expected = Pick<ExpectedCounts, "active" | "signUps" | "churned" | "reactivated">;

/** The companies of one size, or of all of them, in one month, and their monthly prices in cents. */
interface Segment {
  readonly company_size: string;
  readonly companies: Drawn;
  readonly cents: Drawn;
  readonly expectedCompanies: Expected;
  readonly expectedCents: Expected;
}

/** Returns the segment of a size month by month. */
function segmentDrawer(rules: SizeRules): (size: SimulatedSize) => Segment {
  const price = priceCents(rules);
  const drawYear = twelveMonthsDrawer(rules);
  let customers: Float64Array | undefined;
  return (size) => {
    const { active, signUps, churned, churnedAtOnce, reactivated, expected } = size;
    const before = customers ?? new Float64Array(active.length);
    customers = active;
    const year = drawYear(size);
    const less = (counts: Float64Array, others: Float64Array) =>
      perStartup(counts, (count, startup) => count - (others[startup] ?? 0) + (churnedAtOnce[startup] ?? 0));
    const companies = {
      active,
      signUps,
      churned,
      reactivated,
      before,
      kept: less(before, churned),
      earlier: less(active, signUps),
      yearBefore: year.before,
      yearKept: year.kept,
      yearActive: year.active,
    };
    return {
      company_size: rules.size,
      companies,
      cents: drawnBy((name) => perStartup(companies[name], (count) => count * price)),
      expectedCompanies: expected,
      expectedCents: expectedBy((name) => expected[name] * price),
    };
  };
}

/** All sizes together. */
function allOf(segments: readonly Segment[]): Segment {
  const sum = (of: (segment: Segment) => number) => segments.reduce((total, one) => total + of(one), 0);
  return {
    company_size: "all",
    companies: drawnBy((name) => sumPerStartup(segments.map(({ companies }) => companies[name]))),
    cents: drawnBy((name) => sumPerStartup(segments.map(({ cents }) => cents[name]))),
    expectedCompanies: expectedBy((name) => sum(({ expectedCompanies }) => expectedCompanies[name])),
    expectedCents: expectedBy((name) => sum(({ expectedCents }) => expectedCents[name])),
  };
}

function drawnBy(of: (name: keyof Drawn) => Float64Array): Drawn {
  return {
    active: of("active"),
    signUps: of("signUps"),
    churned: of("churned"),
    reactivated: of("reactivated"),
    before: of("before"),
    kept: of("kept"),
    earlier: of("earlier"),
    yearBefore: of("yearBefore"),
    yearKept: of("yearKept"),
    yearActive: of("yearActive"),
  };
}

function expectedBy(of: (name: keyof Expected) => number): Expected {
  return {
    active: of("active"),
    signUps: of("signUps"),
    churned: of("churned"),
    reactivated: of("reactivated"),
  };
}

/** The figures of one size, or of all of them together. */
function predictSegment({ company_size, companies, cents, expectedCompanies, expectedCents }: Segment) {
  const count = (name: keyof Expected) => samplePrediction(expectedCompanies[name], companies[name]);
  const dollars = (name: keyof Expected) =>
    mapPrediction(samplePrediction(expectedCents[name], cents[name]), inDollars);
  const mrr = dollars("active");
  const churnRate = quotients(companies.churned, sumPerStartup([companies.before, companies.signUps]));
  const arpa = quotients(perStartup(cents.active, inDollars), companies.active);
  const centsBefore = sumPerStartup([cents.before, cents.signUps]);
  const gained = sumPerStartup([cents.signUps, cents.reactivated]);
  return {
    company_size,
    customers: count("active"),
    new_customers: count("signUps"),
    churned_customers: count("churned"),
    reactivated_customers: count("reactivated"),
    customer_churn_rate: predictRatio(churnRate, 1),
    mrr,
    new_mrr: dollars("signUps"),
    churned_mrr: dollars("churned"),
    reactivated_mrr: dollars("reactivated"),
    mrr_churn_rate: predictRatio(quotients(cents.churned, centsBefore), 1),
    gross_retention: predictRatio(quotients(cents.kept, cents.before), 1),
    net_retention: predictRatio(quotients(cents.earlier, cents.before)),
    gross_retention_12: predictRatio(quotients(cents.yearKept, cents.yearBefore), 1),
    net_retention_12: predictRatio(quotients(cents.yearActive, cents.yearBefore)),
    arpa: predictRatio(arpa),
    arr: mapPrediction(mrr, (monthly) => monthly * 12),
    annual_churn_rate: predictRatio(
      perStartup(churnRate, (rate) => 1 - integerPower(1 - rate, 12)),
      1,
    ),
    quick_ratio: predictRatio(quotients(gained, cents.churned)),
    ltv: predictRatio(quotients(arpa, churnRate)),
  };
}

function inDollars(cents: number): number {
  return cents / 100;
}
