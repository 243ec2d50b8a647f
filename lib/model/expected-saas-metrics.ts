import { checkRules } from "../dataset/check-rules";
import { priceCents, type Rules, type SizeRules } from "../dataset/rules";
import { mapPrediction, type Prediction, samplePrediction } from "../stats/prediction";
import type { ExpectedCounts } from "./expected-counts";
import { predictRatio, quotients } from "./predict-ratio";
import { scenarioOf } from "./scenario";
import { sumPerStartup } from "./simulate-counts";
import { type SimulatedSize, simulate } from "./simulation";
import { type TwelveMonthsLater, twelveMonthsDrawer } from "./twelve-months";

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
  const nextMembers = scenario.sizes.map(memberDrawer);
  return Array.from(simulate(scenario), ({ month, sizes }) => {
    const members = sizes.flatMap((size, index) => nextMembers[index]?.(size) ?? []);
    const rows = members.map((member) => predictSegment(member.size.rules.size, [member]));
    return [...rows, predictSegment("all", members)].map((row) => ({ month, ...row }));
  }).flat();
}

/** The companies of one size in one month: each array has one number per simulated startup. */
interface Member {
  readonly size: SimulatedSize;
  /** Customers at the end of the month before. */
  readonly before: Float64Array;
  /** Those of them that are active. */
  readonly kept: Float64Array;
  /** Those active that had signed up before the month. */
  readonly earlier: Float64Array;
  readonly year: TwelveMonthsLater;
}

/** Returns the members of a size month by month. */
function memberDrawer(rules: SizeRules): (size: SimulatedSize) => Member {
  const drawYear = twelveMonthsDrawer(rules);
  let before: Float64Array | undefined;
  return (size) => {
    const { active, signUps, churned, churnedAtOnce } = size;
    const count = (of: (startup: number) => number) => active.map((_, startup) => of(startup));
    const at = (numbers: Float64Array, startup: number) => numbers[startup] ?? 0;
    const customers = before ?? count(() => 0);
    before = active;
    return {
      size,
      before: customers,
      kept: count((startup) => at(customers, startup) - at(churned, startup) + at(churnedAtOnce, startup)),
      earlier: count((startup) => at(active, startup) - at(signUps, startup) + at(churnedAtOnce, startup)),
      year: drawYear(size),
    };
  };
}

/** The figures of one size, or of all of them together. */
function predictSegment(company_size: string, members: readonly Member[]) {
  const count = (of: (member: Member) => Float64Array) => sumPerStartup(members.map(of));
  const cents = (of: (member: Member) => Float64Array) =>
    sumPerStartup(
      members.map((member) => of(member).map((companies) => companies * priceCents(member.size.rules))),
    );
  const figure = (name: keyof ExpectedCounts) => {
    const drawn = ({ size }: Member) => size[name];
    const expectedCents = sum(members.map(({ size }) => size.expected[name] * priceCents(size.rules)));
    return {
      companies: samplePrediction(sum(members.map(({ size }) => size.expected[name])), count(drawn)),
      mrr: samplePrediction(expectedCents / 100, cents(drawn).map(inDollars)),
    };
  };
  const customers = figure("active");
  const signUps = figure("signUps");
  const churned = figure("churned");
  const reactivated = figure("reactivated");
  const quotient = predictQuotients(count, cents);
  return {
    company_size,
    customers: customers.companies,
    new_customers: signUps.companies,
    churned_customers: churned.companies,
    reactivated_customers: reactivated.companies,
    customer_churn_rate: quotient.customer_churn_rate,
    mrr: customers.mrr,
    new_mrr: signUps.mrr,
    churned_mrr: churned.mrr,
    reactivated_mrr: reactivated.mrr,
    mrr_churn_rate: quotient.mrr_churn_rate,
    gross_retention: quotient.gross_retention,
    net_retention: quotient.net_retention,
    gross_retention_12: quotient.gross_retention_12,
    net_retention_12: quotient.net_retention_12,
    arpa: quotient.arpa,
    arr: mapPrediction(customers.mrr, (mrr) => mrr * 12),
    annual_churn_rate: quotient.annual_churn_rate,
    quick_ratio: quotient.quick_ratio,
    ltv: quotient.ltv,
  };
}

type SumOf = (of: (member: Member) => Float64Array) => Float64Array;

/** @param count and cents sum companies and their monthly prices over the members */
function predictQuotients(count: SumOf, cents: SumOf) {
  const churnRate = quotients(
    count(({ size }) => size.churned),
    sumPerStartup([count(({ before }) => before), count(({ size }) => size.signUps)]),
  );
  const mrr = cents(({ size }) => size.active);
  const newMrr = cents(({ size }) => size.signUps);
  const churnedMrr = cents(({ size }) => size.churned);
  const mrrBefore = cents(({ before }) => before);
  const mrrYearBefore = cents(({ year }) => year.before);
  const arpa = quotients(
    mrr.map(inDollars),
    count(({ size }) => size.active),
  );
  const gained = sumPerStartup([newMrr, cents(({ size }) => size.reactivated)]);
  return {
    customer_churn_rate: predictRatio(churnRate, 1),
    mrr_churn_rate: predictRatio(quotients(churnedMrr, sumPerStartup([mrrBefore, newMrr])), 1),
    gross_retention: predictRatio(
      quotients(
        cents(({ kept }) => kept),
        mrrBefore,
      ),
      1,
    ),
    net_retention: predictRatio(
      quotients(
        cents(({ earlier }) => earlier),
        mrrBefore,
      ),
    ),
    gross_retention_12: predictRatio(
      quotients(
        cents(({ year }) => year.kept),
        mrrYearBefore,
      ),
      1,
    ),
    net_retention_12: predictRatio(
      quotients(
        cents(({ year }) => year.active),
        mrrYearBefore,
      ),
    ),
    arpa: predictRatio(arpa),
    annual_churn_rate: predictRatio(
      churnRate.map((rate) => 1 - (1 - rate) ** 12),
      1,
    ),
    quick_ratio: predictRatio(quotients(gained, churnedMrr)),
    ltv: predictRatio(quotients(arpa, churnRate)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function inDollars(cents: number): number {
  return cents / 100;
}
