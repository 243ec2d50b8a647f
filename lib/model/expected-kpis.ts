import { checkRules } from "../dataset/check-rules";
import { monthLabels } from "../dataset/month";
import type { Rules, SizeRules } from "../dataset/rules";
import { activeProbability, churnedByProbability, churnedProbability } from "../dataset/session-distribution";
import { binomialPrediction } from "../stats/binomial";
import { mapEstimate, type Prediction } from "../stats/prediction";
import { type CompaniesOfSize, checkCompaniesOfSize } from "./companies-of-size";
import { type CompanyGroup, companyGroups } from "./company-group";
import { expectedShares } from "./expected-shares";
import { type ExpectedTotals, expectedTotals } from "./expected-totals";
import { createSessionsEstimator } from "./sessions-estimate";
import { shareIntervals } from "./share-intervals";

/** What theory expects of a row of the KPI sessions. */
export interface ExpectedSessions {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** Companies with at least one session in the month. */
  readonly active_companies: Prediction;
  readonly sessions: Prediction;
}

/** What theory expects of a row of the KPI churned customers. */
export interface ExpectedChurnedCustomers {
  readonly month: string;
  readonly company_size: string;
  /** Companies whose first month without a session this is. */
  readonly churned: Prediction;
  /** Companies churned so far, this month included. */
  readonly churned_to_date: Prediction;
}

/** What theory expects of a row of the KPI MRR. */
export interface ExpectedMrr {
  readonly month: string;
  readonly company_size: string;
  readonly active_companies: Prediction;
  /** US dollars. */
  readonly mrr: Prediction;
  /** Of the month's MRR of all sizes, 0 to 1; 0 where there is none. */
  readonly share: Prediction;
}

/** What theory expects of every row of the KPIs, in the order of their rows. */
export interface ExpectedKpis {
  readonly sessionsPerMonth: readonly ExpectedSessions[];
  readonly churnedCustomersPerMonth: readonly ExpectedChurnedCustomers[];
  readonly mrrPerMonth: readonly ExpectedMrr[];
  /** One row per month: all company sizes together. */
  readonly totalsPerMonth: readonly ExpectedTotals[];
}

/** What is known beside the rules. */
export interface ExpectedKpisOptions {
  /**
   * The number of companies of each size, by its name; a size that is not named has none, and `rules.companies`
   * plays no part. Default: only the total, `rules.companies`, is known, and every company's size is random.
   */
  readonly companiesOfSize?: CompaniesOfSize;
}

/**
 * What the rules lead one to expect of the KPIs: for every row its expected values and central 95 % intervals.
 *
 * One row per month and company size, ordered by month, then size, like the rows of the KPIs. Counts are whole
 * numbers, so their intervals hold a little more than 95 %; where nothing is random, `low` equals `high`.
 * Amounts are in US dollars, shares from 0 to 1.
 *
 * With `companiesOfSize` as they are today and a later `startMonth`, this is the outlook of a startup that gains
 * nobody: months are independent, so what is to come does not depend on what has been.
 *
 * @throws UserError for rules that are broken, and for companies of a size that the rules do not know
 *
 * @example
 * const { mrrPerMonth } = expectedKpis(defaultRules);
 * mrrPerMonth[0]; // { month: "2025-01", company_size: "large", mrr: { expected: 14175, low: …, high: … }, … }
 */
export function expectedKpis(rules: Rules, { companiesOfSize }: ExpectedKpisOptions = {}): ExpectedKpis {
  checkRules(rules);
  if (companiesOfSize) checkCompaniesOfSize(rules, companiesOfSize);
  const sorted = { ...rules, sizes: [...rules.sizes].sort(bySize) };
  const months = monthLabels(rules.startMonth, rules.months);
  const columns = sorted.sizes.map((size) => sizeColumns(sorted, size, companiesOfSize));
  const rows = months.flatMap((month, index) => {
    const groups = companyGroups(sorted, index + 1, companiesOfSize);
    const shares = shareEstimates(groups);
    return columns.map((column, place) => ({
      month,
      ...column(index + 1),
      share: shares[place] ?? { expected: 0, low: 0, high: 0 },
    }));
  });
  return {
    sessionsPerMonth: rows.map(({ month, company_size, active_companies, sessions }) => ({
      month,
      company_size,
      active_companies,
      sessions,
    })),
    churnedCustomersPerMonth: rows.map(({ month, company_size, churned, churned_to_date }) => ({
      month,
      company_size,
      churned,
      churned_to_date,
    })),
    mrrPerMonth: rows.map(({ month, company_size, active_companies, mrr, share }) => ({
      month,
      company_size,
      active_companies,
      mrr,
      share,
    })),
    totalsPerMonth: expectedTotals(rules, companiesOfSize),
  };
}

function shareEstimates(groups: readonly CompanyGroup[]): Prediction[] {
  const intervals = shareIntervals(groups);
  return expectedShares(groups).map((expected, place) => ({
    expected,
    low: 0,
    high: 0,
    ...intervals[place],
  }));
}

/**
 * All that concerns one size alone, to be asked for month after month, counted from 1.
 * Source: each company is, independently of the others, of this size and active (or churned) with the product of
 * both probabilities, so that their number is binomial; with the number of companies of the size known likewise.
 */
function sizeColumns(rules: Rules, size: SizeRules, companiesOfSize: CompaniesOfSize | undefined) {
  const law = size.sessions;
  const companies = companiesOfSize ? (companiesOfSize[size.size] ?? 0) : rules.companies;
  const probability = companiesOfSize ? 1 : size.probability;
  const sessions = createSessionsEstimator(law);
  const count = (ofOne: number) => binomialPrediction(companies, probability * ofOne);
  return (month: number) => {
    const active_companies = count(activeProbability(law, month));
    return {
      company_size: size.size,
      active_companies,
      sessions: sessions(companies, probability * activeProbability(law, month)),
      churned: count(churnedProbability(law, month)),
      churned_to_date: count(churnedByProbability(law, month)),
      mrr: mapEstimate(active_companies, (active) => priceOf(active, size.monthlyPrice)),
    };
  };
}

/** Counted in whole cents, so that a number of companies has the same price here as in Postgres. */
function priceOf(companies: number, monthlyPrice: number): number {
  return (companies * Math.round(monthlyPrice * 100)) / 100;
}

/** By the bytes of the name, which is the order of Postgres' collation "C". */
function bySize(a: SizeRules, b: SizeRules): number {
  return Buffer.compare(Buffer.from(a.size), Buffer.from(b.size));
}
