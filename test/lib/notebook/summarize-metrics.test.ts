import { expect, test } from "vitest";
import { summarizeCohorts, summarizeSaasMetrics } from "../../../lib/notebook/summarize-metrics";
import type { GivenDataset } from "../../given-dataset";
import { cohortsOracle, givenStartup, saasMetricsOracle } from "../../metrics-oracle";
import { drawn } from "../metrics/datasets-on-paper";

const metricsOf = (given: GivenDataset) => summarizeSaasMetrics(saasMetricsOracle(givenStartup(given)));
const cohortsOf = (given: GivenDataset) => summarizeCohorts(cohortsOracle(givenStartup(given)));

const prices = { small: 19, large: 99 };

test("the last month is compared with the first, and churn of customers with churn of MRR", () => {
  // Of 3 + 2 customers, 2 churn, and of 217 + 118 dollars, 118.
  expect(metricsOf(drawn(prices, ["small S1.", "large S..", "large S11"]))).toBe(
    "From January 2025 to March 2025, customers fell by 67% to 1 and MRR fell by 54% to $99; ARPA rose by 37% to $99. On average, 40.0% of the customers and 35.2% of MRR churned per month. Net retention in March 2025 is 83.9%. No MRR was gained in March 2025.",
  );
});

test("of more than 12 months, the last 12 count", () => {
  expect(
    metricsOf(drawn(prices, ["small S.............", "small S11111111111.1", "large .S1111111111.."])),
  ).toMatch(
    /^From February 2025 to February 2026, customers fell by 50% to 1 and MRR fell by 84% to \$19; ARPA fell by 68% to \$19\. On average, 9\.1% of the customers .* Net retention over 12 months is 16\.1%\. No MRR was lost in February 2026\.$/,
  );
});

test("of one month there are no changes", () => {
  expect(metricsOf(drawn(prices, ["small S", "small s", "large S"]))).toBe(
    "In January 2025, 2 customers pay $118 of MRR, $59 on average. 33.3% of the customers and 13.9% of MRR churned.",
  );
  expect(metricsOf(drawn(prices, ["small s"]))).toBe(
    "In January 2025 there are no customers. 100.0% of the customers and 100.0% of MRR churned.",
  );
});

test("months with nobody have no ARPA, churn and retention to speak of", () => {
  expect(metricsOf(drawn(prices, ["small ..S", "small .s."]))).toBe(
    "From January 2025 to March 2025, customers rose to 1 and MRR rose to $19. On average, 50.0% of the customers and 50.0% of MRR churned per month. No MRR was lost in March 2025.",
  );
  expect(metricsOf(drawn({ free: 0 }, ["free S1", "free S."]))).toBe(
    "From January 2025 to February 2025, customers fell by 50% to 1 and MRR stayed the same, at $0; ARPA stayed the same, at $0. 50.0% of the customers churned.",
  );
});

test("the best and the worst cohort are compared at half of the longest time", () => {
  expect(cohortsOf(drawn(prices, ["small S11", "large s..", "small S1.", "small .S1", "large ..S"]))).toBe(
    "After 1 month, 75% of the companies are customers (2 cohorts); the best cohort is February 2025, with 100% of 1, the worst January 2025, with 67% of 3.",
  );
  expect(cohortsOf(drawn(prices, ["small S1.", "small .S1"]))).toBe(
    "After 1 month, 100% of the companies are customers, in each of 2 cohorts.",
  );
});

test("a single cohort is followed to the end", () => {
  expect(cohortsOf(drawn(prices, ["small S11", "large S1."]))).toBe(
    "Of the 2 companies that signed up in January 2025, 50% are customers after 2 months.",
  );
  expect(cohortsOf(drawn(prices, ["small S"]))).toBe(
    "Of the 1 company that signed up in January 2025, 100% are customers in that month.",
  );
});

test("without rows there is no data yet", () => {
  expect([summarizeSaasMetrics([]), summarizeCohorts([])]).toEqual(
    Array(2).fill("There is no data yet: generate or import a dataset first."),
  );
});
