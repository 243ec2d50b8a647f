import type { Database } from "../../../db/connection/database";
import { snapshot } from "../../../db/transaction/snapshot";
import { monthLabels } from "../../dataset/month";
import { rejectedByHolm } from "../../stats/holm";
import { monthName } from "../../text/numbers-in-words";
import { type CohortChurn, type FitDiagnostics, readFitDiagnostics } from "./fit-diagnostics";
import type { FittedRules } from "./fit-rules";
import {
  type FitTest,
  testChurnAfterReturns,
  testChurnBy,
  testSessionsBeforeChurn,
  testSessionsByMonth,
  testSizes,
  testSuccessiveMonths,
} from "./fit-tests";

/** Whether fitted rules explain one part of the data. */
export interface FitCheck {
  /** The company size, or `all` for all sizes together. */
  readonly company_size: string;
  readonly part: FitPart;
  /** Whether the part agrees with the rules, apart from chance; true if there are too few rows to tell. */
  readonly explained: boolean;
  /** The probability of data at least as extreme if the rules hold; null if there are too few rows to tell. */
  readonly p_value: number | null;
  /** What was observed, in words. */
  readonly detail: string;
}

/** What the rules say of each part is in `checkFit`. */
export type FitPart =
  | "sizes by sign-up month"
  | "churn by tenure"
  | "churn by month"
  | "churn after a return"
  | "sessions by month"
  | "sessions before churn"
  | "sessions of successive months";

/** If the rules hold, the probability that any part is called unexplained. */
const LEVEL = 0.05;

/**
 * Tests which parts of the data the fitted rules explain, with chi-square tests of what the fit does not determine.
 *
 * Fitted parameters agree with the data by construction and are not tested: shares of sizes, average churn and returns, and how many
 * active months have 1, 2, 3, … sessions. Beyond these, the rules say:
 * - sizes by sign-up month: the shares are the same in each;
 * - churn by tenure: the same rate, or as the beta distribution says;
 * - churn by month: no seasons, and no trend;
 * - churn after a return: the same rate as before (tested if the rate is the same for all companies);
 * - sessions by month: no seasons, and no trend;
 * - sessions before churn: as many in the month before churn as in others, so that usage does not fade;
 * - sessions of successive months: independent, so that no company uses the product more than others of its size.
 *
 * Not tested: the times of sessions within a month and their durations, which the rules do not describe.
 *
 * One row per company size and part, ordered by size, then as above, without parts that cannot occur in the data. The tests are
 * judged together by Holm's method: if all rules hold, the probability that any part is called unexplained is 5%.
 *
 * Follows every company from month to month, which takes several times as long as the fit.
 *
 * @param fit of `fitRules`, for the same data
 *
 * Source: see `chiSquareOfEvents` and `rejectedByHolm`. Given that a company is active, its numbers of sessions are independent
 * by the rules, so that averages of months differ by chance alone, and the products of successive ones are 0 on average, less
 * the squared mean (a martingale difference).
 *
 * @example
 * displayTable(await checkFit(db, await fitRules(db)));
 */
export async function checkFit(db: Database, fit: FittedRules): Promise<FitCheck[]> {
  return checkDiagnostics(fit, await snapshot(db, readFitDiagnostics));
}

/** A test that is not judged yet. */
interface Test extends FitTest, Pick<FitCheck, "company_size" | "part"> {}

/** `checkFit` without a database. */
export function checkDiagnostics(fit: FittedRules, { cohorts, sessions }: FitDiagnostics): FitCheck[] {
  const { rules } = fit;
  const sizes = rules.sizes.filter(({ probability }) => probability > 0);
  const first = cohorts.reduce(
    (least, { cohort_index }) => Math.min(least, cohort_index),
    Number.POSITIVE_INFINITY,
  );
  const monthNames = monthLabels(rules.startMonth, rules.months).map(monthName);
  const tests: Test[] = [];
  const add = (company_size: string, part: FitPart, test: FitTest) =>
    tests.push({ company_size, part, ...test });
  const isGaining = rules.newCustomers !== undefined;
  if (isGaining && sizes.length > 1) add("all", "sizes by sign-up month", testSizes(sizes, cohorts));
  for (const size of sizes) {
    const rows = cohorts.filter(({ company_size }) => company_size === size.size);
    const numbers = typeof size.churn === "object" ? 2 : 1;
    const tenureOf = ({ tenure }: CohortChurn) => tenure;
    add(
      size.size,
      "churn by tenure",
      testChurnBy(size, rows, tenureOf, numbers, (tenure) => `at tenure ${tenure}`),
    );
    // Without later sign-ups, months and tenures are the same.
    if (isGaining) {
      const monthOf = ({ cohort_index, tenure }: CohortChurn) => cohort_index - first + tenure;
      // The differences of churn rates are fitted to tenures, and months mix these.
      add(
        size.size,
        "churn by month",
        testChurnBy(size, rows, monthOf, 1, (index) => `in ${monthNames[index]}`),
      );
    }
    if (typeof size.churn === "number" && (size.reactivation ?? 0) > 0)
      add(size.size, "churn after a return", testChurnAfterReturns(rows));
    const active = sessions.filter(({ company_size }) => company_size === size.size);
    add(size.size, "sessions by month", testSessionsByMonth(active));
    add(size.size, "sessions before churn", testSessionsBeforeChurn(active));
    add(size.size, "sessions of successive months", testSuccessiveMonths(active));
  }
  return judge(tests);
}

/** Judges all tests together: if the rules hold, any of them fails with the probability `LEVEL`. */
function judge(tests: readonly Test[]): FitCheck[] {
  const rejected = rejectedByHolm(
    tests.flatMap(({ result }) => result ?? []),
    LEVEL,
  );
  return tests.map(({ company_size, part, result, detail }) => ({
    company_size,
    part,
    explained: !result || !rejected.has(result),
    p_value: result?.pValue ?? null,
    detail: result ? detail : "too few rows to tell",
  }));
}
