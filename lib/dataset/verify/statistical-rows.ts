import { type ChiSquare, sumOfTests } from "../../stats/chi-square-test";
import { rejectedByHolm } from "../../stats/holm";
import { counted, formatPValue } from "../../text/numbers-in-words";
import type { CheckRow } from "./check-row";
import type { MonthTest } from "./month-tests";
import type { StatisticalCheck } from "./statistical-checks";

/**
 * The probability with which a dataset that follows its rules fails any statistical check at all; Holm's
 * procedure shares it out among the tests.
 */
export const FAMILY_LEVEL = 0.001;

/** A statistical test of one month, or of the dataset as a whole. */
export interface TestRow {
  readonly check: string;
  /** `2025-01`, nothing for a test of the dataset as a whole. */
  readonly month: string | undefined;
  readonly test: string;
  readonly statistic: number;
  readonly pValue: number;
  readonly passed: boolean;
}

/**
 * Judges all tests together: every month by itself, and every check over all its months.
 *
 * @returns one line per check, and one per test
 */
export function judge(checks: readonly StatisticalCheck[]): { rows: CheckRow[]; tests: TestRow[] } {
  const totals = new Map(checks.map((check) => [check, totalOf(check)]));
  const singles = checks.flatMap(({ tests }) => tests);
  const family = new Set<ChiSquare>(singles);
  for (const total of totals.values()) if (total) family.add(total);
  const rejected = rejectedByHolm(family, FAMILY_LEVEL);

  const judged = checks.map((check) => {
    const tests = check.tests.map((test) => testRow(check.check, test, !rejected.has(test)));
    const total = totals.get(check);
    const passed = tests.every((test) => test.passed) && !(total && rejected.has(total));
    return { row: checkRow(check.check, total, passed, describe(tests)), tests };
  });
  return { rows: judged.map(({ row }) => row), tests: judged.flatMap(({ tests }) => tests) };
}

/** All months together; a check of a single test is its own total, and is judged once. */
function totalOf({ tests }: StatisticalCheck): ChiSquare | undefined {
  return tests.length > 1 ? sumOfTests(tests) : tests[0];
}

function checkRow(check: string, total: ChiSquare | undefined, passed: boolean, detail: string): CheckRow {
  const test = total && nameOf(total);
  return { check, passed, test, statistic: total?.statistic, pValue: total?.pValue, detail };
}

function testRow(check: string, test: MonthTest, passed: boolean): TestRow {
  const { month, statistic, pValue } = test;
  return { check, month, test: nameOf(test), statistic, pValue, passed };
}

function nameOf({ degreesOfFreedom }: ChiSquare): string {
  return degreesOfFreedom === 1 ? "binomial, exact" : `chi-square, ${degreesOfFreedom} df`;
}

function describe(tests: readonly TestRow[]): string {
  const [farthest] = [...tests].sort((a, b) => a.pValue - b.pValue);
  if (!farthest) return "too few rows to test";
  if (!farthest.month) return "";
  return `${counted(tests.length, "month")}, the least likely ${farthest.month}: p ${formatPValue(farthest.pValue)}`;
}
