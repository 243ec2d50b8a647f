import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import {
  type Cell,
  type ChiSquare,
  chiSquareOfEvents,
  chiSquareTest,
  type EventSum,
  poolCells,
  poolEvents,
} from "../../stats/chi-square-test";
import { rejectedByHolm } from "../../stats/holm";
import { count, counted } from "../../text/numbers-in-words";
import { churnProbability, retentionProbability } from "../churn";
import { DURATION_DEVIATION_SECONDS, DURATION_MEAN_SECONDS } from "../company-generator";
import { activeSessionProbabilities } from "../session-distribution";
import { BINS, type DistributionCounts, DURATION_EDGES, type SizeCounts } from "./distribution-counts";
import { type CheckRow, FAMILY_LEVEL, ruleRow } from "./verification";

/**
 * Tests whether the counts have the distributions of the rules. Neighboring counts are pooled until each expects enough; if
 * too few remain, the check passes without a test.
 */
export function testDistributions({
  sizes,
  sessionTimes,
  signUps,
  durations,
}: DistributionCounts): CheckRow[] {
  const returning = sizes.filter(({ rules: { reactivation = 0 } }) => reactivation > 0);
  return judge([
    testCells("share of company sizes", shareCells(sizes)),
    ...sizes.map((size) => testCells(`sessions per month, ${size.rules.size}`, activeMonthCells(size))),
    ...sizes.map((size) => testChurn(`churn, ${size.rules.size}`, size)),
    ...returning.map(({ rules, returns }) => testEvents(`returns, ${rules.size}`, [returns])),
    ...returning.map(({ rules, churnAfterReturns }) =>
      testEvents(`churn after a return, ${rules.size}`, [churnAfterReturns]),
    ),
    testCells("session times in the month", evenCells(sessionTimes)),
    testCells("sign-up times", evenCells(signUps)),
    testCells("session durations", durationCells(durations)),
  ]);
}

/** A test that is not judged yet; without a result there are too few rows. */
interface Test {
  readonly check: string;
  readonly result: ChiSquare | undefined;
  readonly detail: string;
}

function testCells(check: string, cells: readonly Cell[]): Test {
  const pooled = poolCells(cells);
  const result = pooled.length > 1 ? chiSquareTest(pooled) : undefined;
  return { check, result, detail: describeGroups(pooled) };
}

function testEvents(check: string, sums: readonly EventSum[]): Test {
  const pooled = poolEvents(sums);
  const result = pooled.length > 0 ? chiSquareOfEvents(pooled) : undefined;
  return { check, result, detail: describeGroups(pooled) };
}

function describeGroups(groups: readonly { readonly observed: number }[]): string {
  return `${count(sumOf(groups.map(({ observed }) => observed)))} in ${counted(groups.length, "group")}`;
}

/** Judges all tests together: if the dataset follows its rules, any of them fails with the probability `FAMILY_LEVEL`. */
function judge(tests: readonly Test[]): CheckRow[] {
  const rejected = rejectedByHolm(
    tests.flatMap(({ result }) => result ?? []),
    FAMILY_LEVEL,
  );
  return tests.map(({ check, result, detail }) => {
    if (!result) return ruleRow(check, true, "too few rows to test");
    const { statistic, degreesOfFreedom, pValue } = result;
    const test = `chi-square, ${degreesOfFreedom} df`;
    return { check, passed: !rejected.has(result), test, statistic, pValue, detail };
  });
}

function shareCells(sizes: readonly SizeCounts[]): Cell[] {
  return sizes.map(({ rules, companies: [observed = 0] }) => ({ observed, probability: rules.probability }));
}

/** One cell for each number of sessions that a company can have in a month with sessions. */
function activeMonthCells({ rules, activeMonths }: SizeCounts): Cell[] {
  return activeSessionProbabilities(rules.sessions)
    .map((probability, count) => ({ observed: activeMonths[count] ?? 0, probability }))
    .filter(({ probability }) => probability > 0);
}

/** The first churn of each company. */
function testChurn(check: string, size: SizeCounts): Test {
  const isOneCohort = size.companies.every((companies) => companies === size.companies[0]);
  return isOneCohort ? testCells(check, lifetimeCells(size)) : testEvents(check, churnByTenure(size));
}

/** For companies that all signed up together: one cell for each number of active months; the last is for those that never churned. */
function lifetimeCells({ rules, companies: [all = 0], churned }: SizeCounts): Cell[] {
  const cells = churned.map((observed, tenure) => {
    const probability = retentionProbability(rules, tenure) * churnProbability(rules, tenure);
    return { observed, probability };
  });
  const stayed = { observed: all - sumOf(churned), probability: retentionProbability(rules, churned.length) };
  return [...cells, stayed];
}

/**
 * For companies that signed up in different months: tests at each tenure how many of those at risk churned, since later companies
 * could not churn at high tenures. The variance is what the rules predict for all companies, so that pooling tenures does not
 * depend on who churned.
 */
function churnByTenure({ rules, companies, atRisk, churned }: SizeCounts): EventSum[] {
  return churned.map((observed, tenure) => {
    const probability = churnProbability(rules, tenure);
    const expectedAtRisk = (companies[tenure] ?? 0) * retentionProbability(rules, tenure);
    return {
      observed,
      expected: (atRisk[tenure] ?? 0) * probability,
      variance: expectedAtRisk * probability * (1 - probability),
    };
  });
}

function evenCells(counts: readonly number[]): Cell[] {
  return counts.map((observed) => ({ observed, probability: 1 / BINS }));
}

function durationCells(durations: readonly number[]): Cell[] {
  const shorter = [0, ...DURATION_EDGES.map(shorterProbability), 1];
  return durations.map((observed, bin) => ({
    observed,
    probability: (shorter[bin + 1] ?? 0) - (shorter[bin] ?? 0),
  }));
}

/** The probability that a session, rounded to whole seconds, is shorter than `seconds`. */
function shorterProbability(seconds: number): number {
  const below = (edge: number) => normalCdf(edge, DURATION_MEAN_SECONDS, DURATION_DEVIATION_SECONDS);
  return below(seconds - 0.5) - below(0.5 - seconds);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, one) => sum + one, 0);
}
