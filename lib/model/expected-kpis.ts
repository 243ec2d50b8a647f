import { checkRules } from "../dataset/check-rules";
import { monthLabels } from "../dataset/month";
import type { Rules, SizeRules } from "../dataset/rules";
import { activeProbability, lostByProbability, lostProbability } from "../dataset/session-distribution";
import { binomialEstimate } from "../stats/binomial";
import { type Estimate, mapEstimate } from "../stats/estimate";
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
  readonly active_companies: Estimate;
  readonly sessions: Estimate;
}

/** What theory expects of a row of the KPI lost customers. */
export interface ExpectedCustomersLost {
  readonly month: string;
  readonly company_size: string;
  /** Companies whose first month without a session this is. */
  readonly lost: Estimate;
  /** Companies lost so far, this month included. */
  readonly lost_total: Estimate;
}

/** What theory expects of a row of the KPI revenue. */
export interface ExpectedRevenue {
  readonly month: string;
  readonly company_size: string;
  readonly active_companies: Estimate;
  /** US dollars. */
  readonly revenue: Estimate;
  /** Of the month's revenue of all sizes, 0 to 1; 0 where there is none. */
  readonly share: Estimate;
}

/** What theory expects of every row of the KPIs, in the order of their rows. */
export interface ExpectedKpis {
  readonly sessionsPerMonth: readonly ExpectedSessions[];
  readonly customersLostPerMonth: readonly ExpectedCustomersLost[];
  readonly revenuePerMonth: readonly ExpectedRevenue[];
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
 * @throws ExplainedError for rules that are broken, and for companies of a size that the rules do not know
 *
 * @example
 * const { revenuePerMonth } = expectedKpis(defaultRules);
 * revenuePerMonth[0]; // { month: "2025-01", company_size: "large", revenue: { expected: 14175, low: …, high: … }, … }
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
    customersLostPerMonth: rows.map(({ month, company_size, lost, lost_total }) => ({
      month,
      company_size,
      lost,
      lost_total,
    })),
    revenuePerMonth: rows.map(({ month, company_size, active_companies, revenue, share }) => ({
      month,
      company_size,
      active_companies,
      revenue,
      share,
    })),
    totalsPerMonth: expectedTotals(rules, companiesOfSize),
  };
}

function shareEstimates(groups: readonly CompanyGroup[]): Estimate[] {
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
 * Source: each company is, independently of the others, of this size and active (or lost) with the product of
 * both probabilities, so that their number is binomial; with the number of companies of the size known likewise.
 */
function sizeColumns(rules: Rules, size: SizeRules, companiesOfSize: CompaniesOfSize | undefined) {
  const law = size.sessions;
  const companies = companiesOfSize ? (companiesOfSize[size.size] ?? 0) : rules.companies;
  const probability = companiesOfSize ? 1 : size.probability;
  const sessions = createSessionsEstimator(law);
  const count = (ofOne: number) => binomialEstimate(companies, probability * ofOne);
  return (month: number) => {
    const active_companies = count(activeProbability(law, month));
    return {
      company_size: size.size,
      active_companies,
      sessions: sessions(companies, probability * activeProbability(law, month)),
      lost: count(lostProbability(law, month)),
      lost_total: count(lostByProbability(law, month)),
      revenue: mapEstimate(active_companies, (active) => priceOf(active, size.monthlyPrice)),
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
