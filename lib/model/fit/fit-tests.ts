import { churnProbability } from "../../dataset/churn";
import type { SizeRules } from "../../dataset/rules";
import {
  type ChiSquare,
  chiSquare,
  chiSquareOfEvents,
  type EventSum,
  poolEvents,
} from "../../stats/chi-square-test";
import { count, counted, monthName, rate } from "../../text/numbers-in-words";
import type { CohortChurn, MonthSessions } from "./fit-diagnostics";

/** The test of one part of the fit; without a result, there are too few rows. */
export interface FitTest {
  readonly result: ChiSquare | undefined;
  /** What was observed, in words. */
  readonly detail: string;
}

/** The fewest values whose average, or cell, is close enough to normal. */
const ENOUGH = 30;

/** Whether the sizes have the same shares in all sign-up months: a chi-square test of the table of both. */
export function testSizes(sizes: readonly SizeRules[], cohorts: readonly CohortChurn[]): FitTest {
  const signUps = cohorts.filter(({ tenure }) => tenure === 0);
  const least = Math.min(...sizes.map(({ probability }) => probability));
  const groups: CohortChurn[][] = [];
  for (const index of [...new Set(signUps.map(({ cohort_index }) => cohort_index))].sort((a, b) => a - b)) {
    const cohort = signUps.filter(({ cohort_index }) => cohort_index === index);
    const last = groups.at(-1);
    if (last && companiesIn(last) * least < ENOUGH / 3) last.push(...cohort);
    else groups.push(cohort);
  }
  const [last = [], before] = groups.slice(-2).reverse();
  if (before && companiesIn(last) * least < ENOUGH / 3) before.push(...(groups.pop() ?? []));
  let statistic = 0;
  for (const { size, probability } of sizes) {
    for (const group of groups) {
      const expected = companiesIn(group) * probability;
      const observed = companiesIn(group.filter(({ company_size }) => company_size === size));
      statistic += (observed - expected) ** 2 / expected;
    }
  }
  const degreesOfFreedom = (groups.length - 1) * (sizes.length - 1);
  return {
    result: degreesOfFreedom > 0 ? chiSquare(statistic, degreesOfFreedom) : undefined,
    detail: `${counted(companiesIn(signUps), "company", "companies")} in ${counted(groups.length, "group")} of sign-up months`,
  };
}

function companiesIn(rows: readonly CohortChurn[]): number {
  return rows.reduce((sum, { signed_up }) => sum + signed_up, 0);
}

/**
 * Whether first churns, summed by tenure or by month, agree with the fitted rule.
 *
 * @param by the group of a row, from 0: its tenure, or its month
 * @param fitted the number of parameters fitted to these sums, each of which takes a degree of freedom
 * @param nameOf a group in words
 */
export function testChurnBy(
  size: SizeRules,
  rows: readonly CohortChurn[],
  by: (row: CohortChurn) => number,
  fitted: number,
  nameOf: (group: number) => string,
): FitTest {
  const sums = new Map<number, { observed: number; expected: number; variance: number; trials: number }>();
  for (const row of rows) {
    const sum = sums.get(by(row)) ?? { observed: 0, expected: 0, variance: 0, trials: 0 };
    sums.set(by(row), sum);
    const probability = churnProbability(size, row.tenure);
    sum.observed += row.first_churned;
    sum.trials += row.at_risk;
    sum.expected += row.at_risk * probability;
    sum.variance += row.at_risk * probability * (1 - probability);
  }
  const ordered = [...sums].sort(([a], [b]) => a - b);
  const pooled = poolEvents(ordered.map(([, sum]): EventSum => sum));
  const strangest = ordered
    .filter(([, { variance }]) => variance > 0)
    .map(([group, sum]) => ({
      group,
      ...sum,
      z: Math.abs(sum.observed - sum.expected) / Math.sqrt(sum.variance),
    }))
    .reduce<{ group: number; observed: number; trials: number; expected: number; z: number } | undefined>(
      (most, one) => (most && most.z >= one.z ? most : one),
      undefined,
    );
  return {
    result: pooled.length > fitted ? chiSquareOfEvents(pooled, fitted) : undefined,
    detail: strangest
      ? `farthest from the rules ${nameOf(strangest.group)}: ${count(strangest.observed)} of ${count(strangest.trials)} churned, ${strangest.expected.toFixed(1)} expected`
      : "nobody churned",
  };
}

/** Whether companies that returned churn at the rate of those that had not churned before: two shares compared. */
export function testChurnAfterReturns(rows: readonly CohortChurn[]): FitTest {
  const total = (value: (row: CohortChurn) => number) => rows.reduce((sum, row) => sum + value(row), 0);
  const [trials, churned] = [total((row) => row.at_risk_again), total((row) => row.churned_again)];
  const [before, churnedBefore] = [total((row) => row.at_risk), total((row) => row.first_churned)];
  const share = (churned + churnedBefore) / (trials + before);
  const variance = share * (1 - share) * (1 / trials + 1 / before);
  const difference = churned / trials - churnedBefore / before;
  const isEnough = share * (1 - share) * trials >= ENOUGH / 3;
  return {
    result: isEnough ? chiSquare(difference ** 2 / variance, 1) : undefined,
    detail: `${rate(churned / trials)} churned per month after a return, ${rate(churnedBefore / before)} before`,
  };
}

/** The number, average and variance of the sessions of active months. */
function average(rows: readonly MonthSessions[]) {
  const total = (value: (row: MonthSessions) => number) => rows.reduce((sum, row) => sum + value(row), 0);
  const companies = total((row) => row.companies);
  const mean = total((row) => row.sessions) / companies;
  return { companies, mean, variance: total((row) => row.squares) / companies - mean ** 2 };
}

/** Whether active months have as many sessions on average in every month. */
export function testSessionsByMonth(rows: readonly MonthSessions[]): FitTest {
  const months = [...new Set(rows.map(({ month }) => month))].sort().flatMap((month) => {
    const ofMonth = rows.filter((row) => row.month === month);
    const { companies, mean } = average(ofMonth);
    return companies >= ENOUGH ? [{ month, companies, mean, rows: ofMonth }] : [];
  });
  const all = average(months.flatMap((month) => month.rows));
  const statistic = months.reduce(
    (sum, { companies, mean }) => sum + (companies * (mean - all.mean) ** 2) / all.variance,
    0,
  );
  const sorted = [...months].sort((a, b) => a.mean - b.mean);
  const named = (month?: { month: string; mean: number }) =>
    month ? `${month.mean.toFixed(1)} in ${monthName(month.month)}` : "";
  return {
    result: months.length > 1 && all.variance > 0 ? chiSquare(statistic, months.length - 1) : undefined,
    detail: `from ${named(sorted[0])} to ${named(sorted.at(-1))} on average`,
  };
}

/** Whether the month before churn has as many sessions on average as a month before an active one. */
export function testSessionsBeforeChurn(rows: readonly MonthSessions[]): FitTest {
  const [churned, active] = (["churned", "active"] as const).map((next) =>
    average(rows.filter((row) => row.next === next)),
  );
  const { variance } = average(rows.filter(({ next }) => next !== "unknown"));
  const detail = `${churned?.mean.toFixed(1)} sessions on average before churn, ${active?.mean.toFixed(1)} before an active month`;
  if (!churned || !active || Math.min(churned.companies, active.companies) < ENOUGH || !(variance > 0))
    return { result: undefined, detail };
  const spread = variance * (1 / churned.companies + 1 / active.companies);
  return { result: chiSquare((churned.mean - active.mean) ** 2 / spread, 1), detail };
}

/**
 * Whether sessions of successive active months are independent: by the sum of the products of their distances from the average, each
 * of which has the mean 0 and, as its variance, the square of the variance of sessions.
 */
export function testSuccessiveMonths(rows: readonly MonthSessions[]): FitTest {
  const { mean, variance } = average(rows);
  const pairs = rows.filter(({ next }) => next === "active");
  const total = (value: (row: MonthSessions) => number) => pairs.reduce((sum, row) => sum + value(row), 0);
  const companies = total((row) => row.companies);
  const products =
    total((row) => row.products) -
    mean * total((row) => row.sessions + row.next_sessions) +
    companies * mean ** 2;
  const correlation = products / (companies * variance);
  return {
    result: companies >= ENOUGH && variance > 0 ? chiSquare(companies * correlation ** 2, 1) : undefined,
    detail: `correlation ${correlation.toFixed(2)} in ${count(companies)} pairs of months`,
  };
}
