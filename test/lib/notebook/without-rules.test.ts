import { expect, test } from "vitest";
import { describeRules } from "../../../lib/dataset/describe-rules";
import { defaultRules } from "../../../lib/dataset/rules";
import { churnRates } from "../../../lib/metrics/churn-rates";
import { customerLifetimes } from "../../../lib/metrics/customer-lifetimes";
import { retentionCurves } from "../../../lib/metrics/retention-curves";
import type { SaasMetricsPerMonth } from "../../../lib/metrics/saas-metrics";
import { expectedChurnRates } from "../../../lib/model/expected-churn-rates";
import { expectedCohorts } from "../../../lib/model/expected-cohorts";
import { expectedKpis } from "../../../lib/model/expected-kpis";
import { expectedSaasMetrics } from "../../../lib/model/expected-saas-metrics";
import { rulesOfCounts } from "../../../lib/model/fit/fit-rules";
import { forecast } from "../../../lib/model/forecast";
import { summarizeMrrForecast } from "../../../lib/notebook/summarize-forecast";
import {
  summarizeChurnedCustomers,
  summarizeMrr,
  summarizeMrrMovements,
  summarizeSessions,
} from "../../../lib/notebook/summarize-kpis";
import { summarizeSaasMetrics } from "../../../lib/notebook/summarize-metrics";
import {
  summarizeChurnRate,
  summarizeLifetimes,
  summarizeRetention,
} from "../../../lib/notebook/summarize-retention";
import { NO_PRICES } from "../../../lib/text/numbers-in-words";
import { generatedFitCounts } from "../../generated-fit-counts";
import { churnedOnPaper, mrrMovementsOnPaper, mrrOnPaper, sessionsOnPaper } from "../metrics/kpis-on-paper";
import { customersAtRiskOnPaper, lifeTableOnPaper } from "../metrics/life-table-on-paper";

const nothing = expectedKpis(undefined);

test("without rules, nothing is expected", () => {
  expect(Object.values(nothing).flat()).toEqual([]);
  for (const rows of [expectedSaasMetrics, expectedChurnRates, expectedCohorts, describeRules]) {
    expect(rows(undefined)).toEqual([]);
  }
});

test("without rules, a sentence says what the data says", () => {
  expect(summarizeSessions(sessionsOnPaper, nothing)).toBe(
    "Sessions per month fell by 43%, from 7 in January 2025 to 4 in March 2025; of these, 25% by large companies and 75% by small companies.",
  );
  expect(summarizeChurnedCustomers(churnedOnPaper, nothing)).toBe(
    "By the end of March 2025, customers have churned 3 times (1 large and 2 small); the worst month was January 2025, with 1.",
  );
  expect(summarizeMrr(mrrOnPaper, nothing)).toMatch(/^MRR fell by 50%, .* \(50%\) pay 16%\.$/);
  expect(summarizeRetention(retentionCurves(lifeTableOnPaper), undefined)).toMatch(
    /^50\.0% of the large companies have not churned after 2 months \(95% confidence interval \d+\.\d% to \d+\.\d%\) and [^.]*\.[^.]* have not churned [^.]*\.[^.]*\.[^.]*\.$/,
  );
  expect(summarizeChurnRate(churnRates(customersAtRiskOnPaper), undefined)).toMatch(
    /^Monthly churn was [^()]* \(January 2025\) to [^()]* \(February 2025\) for large companies and [^,;]* for small companies\.$/,
  );
});

/** What is fitted to data without prices. */
const fit = rulesOfCounts({
  ...generatedFitCounts(defaultRules, "startup"),
  sizes: generatedFitCounts(defaultRules, "startup").sizes.map((size) => ({ ...size, monthly_price: null })),
});

test("with fitted rules, lifetimes have no true values, and without prices no value", () => {
  const [large, small] = customerLifetimes(lifeTableOnPaper, fit);
  expect(Object.keys(large ?? {})).toEqual([
    "company_size",
    "churned",
    "company_months",
    "churn_rate",
    "lifetime_months",
  ]);
  expect(
    summarizeLifetimes(
      [large, small].flatMap((row) => row ?? []),
      fit,
    ),
  ).toBe(
    "On average large companies stay 4.0 months (0.6 to 26.6); small companies stay 2.5 months (0.6 to 11.2). This rests on few churned companies: 1 large company and 2 small companies.",
  );
});

test("without prices, a sentence about MRR says that there is none", () => {
  const mrr = mrrOnPaper.map((row) => ({ ...row, mrr: null, share: null }));
  const rows = mrrOnPaper.map((row) => ({
    ...row,
    month: row.month.replace("2025-03", "2025-12"),
    mrr: null,
  }));
  const movements = mrrMovementsOnPaper.map(({ month, company_size }) => ({
    month,
    company_size,
    opening_mrr: null,
    new_mrr: null,
    churned_mrr: null,
    reactivated_mrr: null,
    closing_mrr: null,
  }));

  const ahead = forecast(fit, rows, { months: 2 });
  expect(ahead.mrrPerMonth[0]).toMatchObject({ active_companies: { low: 0 }, mrr: null, share: null });
  expect([
    summarizeMrr(mrr, nothing),
    summarizeMrrMovements(movements),
    summarizeMrrForecast(rows, ahead),
  ]).toEqual([NO_PRICES, NO_PRICES, NO_PRICES]);
  const some = mrrOnPaper.map((row) => (row.company_size === "small" ? { ...row, mrr: null } : row));
  expect(summarizeMrr(some, nothing)).toBe(NO_PRICES);
});

test("without prices, the SaaS metrics are about customers", () => {
  const month = (month: string, customers: number): SaasMetricsPerMonth => ({
    month,
    company_size: "all",
    customers,
    new_customers: 0,
    churned_customers: 10,
    reactivated_customers: 0,
    customer_churn_rate: 0.1,
    annual_churn_rate: 0.7,
    mrr: null,
    new_mrr: null,
    churned_mrr: null,
    reactivated_mrr: null,
    mrr_churn_rate: null,
    gross_retention: null,
    net_retention: null,
    gross_retention_12: null,
    net_retention_12: null,
    arpa: null,
    arr: null,
    quick_ratio: null,
    ltv: null,
  });
  expect(summarizeSaasMetrics([month("2025-01", 100), month("2025-02", 90)])).toBe(
    `From January 2025 to February 2025, customers fell by 10% to 90. 10.0% of the customers churned. ${NO_PRICES}`,
  );
  expect(summarizeSaasMetrics([month("2025-01", 90)])).toBe(
    `In January 2025 there are 90 customers. 10.0% of the customers churned. ${NO_PRICES}`,
  );
});
