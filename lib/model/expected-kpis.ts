/**
 * What the rules predict: expected values and prediction intervals of KPIs, metrics and cohorts, simulated startups, and the
 * forecast from today's customers. In `lib/model/fit`: rules fitted to data. What the data says is in `lib/metrics`; general
 * mathematics is in `lib/stats`.
 */
import { UserError } from "../../db/errors/user-error";
import { checkRules, MAX_COMPANIES } from "../dataset/check-rules";
import { priceCents, type Rules } from "../dataset/rules";
import { averageActiveSessions } from "../dataset/session-distribution";
import { type Prediction, samplePrediction } from "../stats/prediction";
import { count } from "../text/numbers-in-words";
import { predictMrr } from "./customers-and-mrr";
import type { FittedRules } from "./fit/fit-rules";
import { simulateFitted } from "./fit/simulate-fitted";
import { predictDefinedRatio, quotients } from "./predict-ratio";
import { type CompaniesOfSize, scenarioOf } from "./scenario";
import { type SimulatedMonth, sumPerStartup } from "./simulate-counts";
import { type PredictedSize, simulate } from "./simulation";

/** The predictions for a row of the KPI sessions. */
interface ExpectedSessions {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly company_size: string;
  /** Companies with at least one session in the month. */
  readonly active_companies: Prediction;
  readonly sessions: Prediction;
}

/** The predictions for a row of the KPI churned customers. */
interface ExpectedChurnedCustomers {
  readonly month: string;
  readonly company_size: string;
  /** Customers that churn in the month; a company that has returned can churn again. */
  readonly churned: Prediction;
  /** Customers that have churned so far, this month included. */
  readonly churned_to_date: Prediction;
}

/** A prediction of MRR, null if the rules are fitted to data without prices. */
type MaybeMrr = Prediction | null;

/** The predictions for a row of the KPI MRR. */
interface ExpectedMrr<Mrr extends MaybeMrr = MaybeMrr> {
  readonly month: string;
  readonly company_size: string;
  readonly active_companies: Prediction;
  /** US dollars. */
  readonly mrr: Mrr;
  /** The share of the month's MRR, 0 to 1; 0 if there is none. */
  readonly share: Mrr;
}

/** The predictions for a month, all company sizes together. */
interface ExpectedTotals<Mrr extends MaybeMrr = MaybeMrr> {
  readonly month: string;
  readonly sessions: Prediction;
  /** US dollars. */
  readonly mrr: Mrr;
}

/**
 * The predictions for every row of the KPIs, in the same order. MRR and shares are null if the rules are fitted to data without
 * prices.
 */
export interface ExpectedKpis<Mrr extends MaybeMrr = MaybeMrr> {
  readonly sessionsPerMonth: readonly ExpectedSessions[];
  readonly churnedCustomersPerMonth: readonly ExpectedChurnedCustomers[];
  readonly mrrPerMonth: readonly ExpectedMrr<Mrr>[];
  /** One row per month. */
  readonly totalsPerMonth: readonly ExpectedTotals<Mrr>[];
  /** The fitted rules whose uncertainty the intervals include; missing if the rules are known. */
  readonly fit?: FittedRules;
}

/** What is known in addition to the rules. */
export interface ExpectedKpisOptions {
  /**
   * The number of companies of each size in the first month, by name of the size; a size that is not named has none, and
   * `rules.companies` is ignored. Default: only the total, `rules.companies`, is known, and the size of each company is random.
   */
  readonly companiesOfSize?: CompaniesOfSize;
}

/**
 * Predicts the KPIs: the expected values and 95% prediction intervals of every row.
 *
 * One row per month and company size, ordered by month, then size, like the rows of the KPIs. Amounts are in US
 * dollars, shares from 0 to 1. Expected values are exact, except for shares; these and all intervals come from one
 * simulation of 1,000 to 10,000 startups, and are the same on every run. Counts are whole numbers, so their intervals
 * contain slightly more than 95%; if nothing is random, `low` equals `high`. No rows without rules.
 *
 * With fitted rules, as `fitRules` returns them, the intervals include the uncertainty of the fit: they are for another startup like
 * this one, with as many new customers each month. More than 95% of the data that the rules were fitted to lies inside, since the
 * fit follows it. All expected values are then averages of the simulation.
 *
 * @param rules known or fitted rules
 * @throws UserError if a rule is broken, or `companiesOfSize` names a size that is not in the rules
 *
 * @example
 * const { mrrPerMonth } = expectedKpis(defaultRules);
 * mrrPerMonth[0]; // { month: "2025-01", company_size: "large", mrr: { expected: 14175, low: …, high: … }, … }
 */
export function expectedKpis(rules: Rules, options?: ExpectedKpisOptions): ExpectedKpis<Prediction>;
export function expectedKpis(
  rules: Rules | FittedRules | undefined,
  options?: ExpectedKpisOptions,
): ExpectedKpis;
export function expectedKpis(
  rules: Rules | FittedRules | undefined,
  { companiesOfSize }: ExpectedKpisOptions = {},
): ExpectedKpis {
  if (!rules) return predictKpis([]);
  const fit = "rules" in rules ? rules : undefined;
  const known = "rules" in rules ? rules.rules : rules;
  checkRules(known);
  if (companiesOfSize) checkCompaniesOfSize(known, companiesOfSize);
  const scenario = scenarioOf(known, companiesOfSize);
  if (fit) return predictKpis(simulateFitted(fit, scenario), fit);
  const asked = JSON.stringify(scenario);
  if (latest?.asked !== asked) latest = { asked, kpis: predictKpis(simulate(scenario)) };
  // A copy, so that a cell that changes it changes no other cell's result.
  return structuredClone(latest.kpis);
}

/** The latest predictions: several cells of a notebook ask for those of the same rules. */
let latest: { readonly asked: string; readonly kpis: ExpectedKpis } | undefined;

/**
 * The predictions of the KPIs from simulated months, in the shape of `expectedKpis`.
 *
 * @param fit the fitted rules, if the months were simulated with any
 */
export function predictKpis(
  simulated: Iterable<SimulatedMonth<PredictedSize>>,
  fit?: FittedRules,
): ExpectedKpis {
  const months = Array.from(simulated, predictMonth);
  const ofPrices = (prediction: Prediction) => (fit && !fit.pricesKnown ? null : prediction);
  const rows = months.flatMap(({ rows }) => rows);
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
      mrr: ofPrices(mrr),
      share: ofPrices(share),
    })),
    totalsPerMonth: months.map(({ totals }) => ({ ...totals, mrr: ofPrices(totals.mrr) })),
    ...(fit && { fit }),
  };
}

function predictMonth({ month, sizes }: SimulatedMonth<PredictedSize>) {
  const sessions = sumPerStartup(sizes.map((size) => size.sessions));
  const mrrCents = sumPerStartup(sizes.map((size) => size.mrrCents));
  const rows = sizes.map((size) => ({
    month,
    company_size: size.rules.size,
    ...predictSize(size),
    share: predictShare(size.mrrCents, mrrCents),
  }));
  return {
    rows,
    totals: {
      month,
      sessions: samplePrediction(
        rows.reduce((sum, row) => sum + row.sessions.expected, 0),
        sessions,
      ),
      mrr: predictMrr(sizes),
    },
  };
}

/** Sessions of active months are independent of everything else, so expected values multiply. */
function predictSize({ rules, expected, active, churned, churnedToDate, sessions, mrrCents }: PredictedSize) {
  return {
    active_companies: samplePrediction(expected.active, active),
    sessions: samplePrediction(expected.active * averageActiveSessions(rules.sessions), sessions),
    churned: samplePrediction(expected.churned, churned),
    churned_to_date: samplePrediction(expected.churnedToDate, churnedToDate),
    mrr: samplePrediction(inDollars(expected.active * priceCents(rules)), mrrCents.map(inDollars)),
  };
}

/** Without MRR, every share is 0. */
function predictShare(mrrCents: Float64Array, totalCents: Float64Array): Prediction {
  return predictDefinedRatio(
    quotients(mrrCents, totalCents).map((share) => (Number.isNaN(share) ? 0 : share)),
    1,
  );
}

function inDollars(cents: number): number {
  return cents / 100;
}

/**
 * Checks numbers of companies per size before any work is done with them.
 *
 * @throws UserError for a size that is not in the rules, and for a number that is not an integer from 0 to 10,000,000
 */
function checkCompaniesOfSize(rules: Rules, companiesOfSize: CompaniesOfSize): void {
  const names = rules.sizes.map(({ size }) => size);
  for (const [size, companies] of Object.entries(companiesOfSize)) {
    if (!names.includes(size)) {
      throw new UserError(
        `expected KPIs: companiesOfSize must name sizes of the rules (${names.join(", ")}), received ${size}`,
      );
    }
    if (!Number.isInteger(companies) || companies < 0 || companies > MAX_COMPANIES) {
      throw new UserError(
        `expected KPIs: companiesOfSize.${size} must be an integer from 0 to ${count(MAX_COMPANIES)}, received ${companies}`,
      );
    }
  }
}
