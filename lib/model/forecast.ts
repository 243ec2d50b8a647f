import { inWords, UserError } from "../../db/errors/user-error";
import { checkRules, MAX_COMPANIES } from "../dataset/check-rules";
import { isMonth, monthLabels, monthsBetween } from "../dataset/month";
import { bySize, type Rules, signUpsPerMonth } from "../dataset/rules";
import type { CohortRow } from "../metrics/cohorts";
import type { MrrPerMonth } from "../metrics/mrr-per-month";
import type { Prediction } from "../stats/prediction";
import { count } from "../text/numbers-in-words";
import { type ExpectedKpis, predictKpis } from "./expected-kpis";
import type { FittedRules } from "./fit/fit-rules";
import { drawNewCustomers } from "./fit/new-customers";
import { simulateFitted } from "./fit/simulate-fitted";
import type { EarlierCompanies, Scenario } from "./scenario";
import { simulate } from "./simulation";

export interface ForecastOptions {
  /**
   * Months ahead, 1 to 480; default 12. Fewer are returned if more than 10,000,000 companies would sign up, or after December
   * 2999.
   */
  readonly months?: number;
}

/** The customers of a size in a month: a row of `mrrPerMonth`. */
export type CustomersOfMonth = Pick<MrrPerMonth, "month" | "company_size" | "active_companies">;

/** The customers of a cohort in a month: a row of `cohorts`. */
export type CustomersOfCohort = Pick<
  CohortRow,
  "month" | "company_size" | "tenure" | "signed_up" | "customers"
>;

/**
 * Predicts the months after the last: expected values and 95% prediction intervals, in the shape of `expectedKpis`. It starts from
 * the customers active in the last month and adds new customers by the rules: a number per month and growth continue, a list ends.
 *
 * If churn rates differ between companies, or companies return, the future depends on when customers signed up, since those with low
 * churn rates stay, and on how many companies may return. Then it needs the rows of `cohorts`; otherwise those of `mrrPerMonth`
 * are enough.
 *
 * The intervals include chance, given that the rules are right. With fitted rules, as `fitRules` returns them, they also include the
 * uncertainty of the fit; new customers then continue as `newCustomers` of the fit says, and vary from month to month as they did.
 * The intervals do not include what fitted rules cannot explain (see `checkFit`).
 *
 * With rules fitted to all but the last 6 months of 100 to 400 datasets of each of seven startups, 95.0 to 96.2% of those months lay
 * inside, and 88% or more of every figure of every month (test/studies/fit-coverage.ts).
 *
 * @param rules of the dataset, or fitted ones
 * @param rows of `cohorts`, or of the KPI `mrrPerMonth`, of which only the last month counts
 * @throws UserError if a rule is broken, there are no rows, they are of a month before the first or of a size that is not in the
 * rules, rows of `cohorts` are needed, or not even one month ahead is possible (see `ForecastOptions`)
 *
 * @example
 * const { rules } = await currentDataset(db);
 * const ahead = forecast(rules, await cohorts(db).execute());
 * ahead.totalsPerMonth[11]; // the twelfth month from now
 *
 * @example
 * // Of data without rules:
 * forecast(await fitRules(db), await cohorts(db).execute());
 */
export function forecast(
  rules: Rules,
  rows: readonly CustomersOfMonth[] | readonly CustomersOfCohort[],
  options?: ForecastOptions,
): ExpectedKpis<Prediction>;
export function forecast(
  rules: Rules | FittedRules,
  rows: readonly CustomersOfMonth[] | readonly CustomersOfCohort[],
  options?: ForecastOptions,
): ExpectedKpis;
export function forecast(
  rules: Rules | FittedRules,
  rows: readonly CustomersOfMonth[] | readonly CustomersOfCohort[],
  { months = 12 }: ForecastOptions = {},
): ExpectedKpis {
  if (!("rules" in rules)) return predictKpis(simulate(scenarioAfter(checkRules(rules), rows, months)));
  const { rules: fitted, newCustomers } = rules;
  const goingOn = { ...checkRules(fitted), ...(newCustomers && { newCustomers: newCustomers.rule }) };
  const scenario = scenarioAfter(goingOn, rows, months);
  const [next = fitted.startMonth] = scenario.months;
  const from = monthsBetween(fitted.startMonth, next) - 1;
  // The sign-ups of months before the data ends are known.
  const known = signUpsPerMonth(fitted).slice(from);
  const simulated = simulateFitted(rules, scenario, (random) => {
    if (!newCustomers) return undefined;
    const drawn = drawNewCustomers(random, newCustomers, fitted.companies, from, scenario.months.length);
    return drawn.map((signUps, month) => known[month] ?? signUps);
  });
  return predictKpis(simulated, rules);
}

/** The scenario of the months after the last. */
function scenarioAfter(
  rules: Rules,
  rows: readonly (CustomersOfMonth | CustomersOfCohort)[],
  months: number,
): Scenario {
  const last = rows.reduce((latest, { month }) => (month > latest ? month : latest), "");
  if (last === "")
    throw new UserError(
      "forecast: rows must contain a month, received none; generate or import a dataset first",
    );
  const [, startMonth = last] = monthLabels(last, 2);
  if (!isMonth(startMonth)) {
    throw new UserError(`forecast: rows must be of months before December 2999, received ${last}`);
  }
  const { newCustomers: _, ...withoutNewCustomers } = rules;
  checkRules({ ...withoutNewCustomers, startMonth, months });
  const monthsBefore = monthsBetween(rules.startMonth, startMonth) - 1;
  if (monthsBefore < 1) {
    throw new UserError(
      `forecast: rows must be of months from the first month of the rules on, ${rules.startMonth}, received ${last}`,
    );
  }
  const earlier = companiesToday(
    rules,
    rows.filter(({ month }) => month === last),
  );
  const signUps = possibleSignUps(rules, monthsBefore, months, earlier);
  return {
    sizes: [...rules.sizes].sort(bySize),
    months: monthLabels(startMonth, signUps.length),
    signUps,
    earlier,
  };
}

/**
 * The sign-ups of the months ahead, as far as companies and months are possible.
 *
 * @throws UserError if not even one month is
 */
function possibleSignUps(
  rules: Rules,
  monthsBefore: number,
  months: number,
  earlier: readonly EarlierCompanies[],
): number[] {
  const end = monthsBetween(rules.startMonth, "2999-12");
  const ahead = signUpsPerMonth(rules, Math.min(monthsBefore + months, end)).slice(monthsBefore);
  let companies = earlier.reduce((sum, { customers, gone }) => sum + customers + gone, 0);
  const impossible = ahead.findIndex((signUps) => {
    companies += signUps;
    return companies > MAX_COMPANIES;
  });
  if (impossible === 0) {
    throw new UserError(
      `forecast: rules must allow at most ${count(MAX_COMPANIES)} companies next month, received rules that lead to ${count(companies)}`,
    );
  }
  return impossible < 0 ? ahead : ahead.slice(0, impossible);
}

function companiesToday(
  { sizes }: Rules,
  rows: readonly (CustomersOfMonth | CustomersOfCohort)[],
): EarlierCompanies[] {
  const depends = sizes.some(({ churn, reactivation = 0 }) => typeof churn === "object" || reactivation > 0);
  return rows
    .filter((row) => !("signed_up" in row && row.company_size === "all"))
    .map((row) => {
      const size = row.company_size;
      if (!sizes.some((rules) => rules.size === size)) {
        const names = inWords(sizes.map((rules) => rules.size));
        throw new UserError(`forecast: rows must be of sizes of the rules, ${names}, received ${size}`);
      }
      if ("signed_up" in row) {
        const { tenure, customers, signed_up } = row;
        return { size, tenure, customers, gone: signed_up - customers };
      }
      if (!depends) return { size, tenure: 0, customers: row.active_companies, gone: 0 };
      throw new UserError(
        "forecast: rows must be of cohorts(db) if churn rates differ or companies return, received rows of mrrPerMonth(db); pass await cohorts(db).execute(), which says when customers signed up",
      );
    });
}
