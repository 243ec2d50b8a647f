import { expect, test } from "vitest";
import { defaultRandomSeed, defaultRules, type Rules } from "../../../lib/dataset/rules";
import { expectedKpis } from "../../../lib/model/expected-kpis";
import type { FitCheck } from "../../../lib/model/fit/check-fit";
import type { SizeFitCounts } from "../../../lib/model/fit/fit-counts";
import { rulesOfCounts } from "../../../lib/model/fit/fit-rules";
import { summarizeFit, summarizeFitChecks } from "../../../lib/notebook/summarize-fit";
import { summarizeSessions } from "../../../lib/notebook/summarize-kpis";
import { generatedFitCounts } from "../../generated-fit-counts";
import { growing, heterogeneous, returning } from "../../startups";
import { generatedKpis } from "../model/generated-kpis";

function summaryOf(rules: Rules): string {
  return summarizeFit(rulesOfCounts(generatedFitCounts(rules, defaultRandomSeed)));
}

test("every number of the default startup is said with its interval, and that companies do not differ", () => {
  expect(summaryOf(defaultRules)).toBe(
    "Rules fitted to 500 companies over 12 months, with 95% confidence intervals. Large: 27.6% (23.9% to 31.7%) of the companies, $99 per month, 10.4 sessions in an active month on average; 3.9% (3.0% to 5.0%) churn per month, the same for all (rates that differ between companies do not fit significantly better, p = 0.420; polarization up to 0.13 is possible); none of the churned companies returned (up to 1.2% per month). Small: 72.4% (68.3% to 76.1%) of the companies, $19 per month, 5.5 sessions in an active month on average; 9.1% (8.0% to 10.2%) churn per month, the same for all (rates that differ between companies do not fit significantly better, p = 0.401; polarization up to 0.05 is possible); none of the churned companies returned (up to 0.2% per month). Nobody signed up after the first month.",
  );
});

test("churn rates that differ are said to fit better, and how far they differ", () => {
  expect(summaryOf(heterogeneous)).toContain(
    "churn rates differ between companies, 9.6% (7.3% to 12.5%) on average among new ones, with polarization 0.20 (0.11 to 0.30), which fits better than one rate for all (p = 2e-9)",
  );
});

test("returns are a rate per month, and churn rates that fit no better at all have no p-value", () => {
  expect(summaryOf(returning)).toContain(
    "9.6% (8.5% to 10.9%) churn per month, the same for all (rates that differ between companies do not fit better; polarization up to 0.03 is possible); 9.4% (8.0% to 11.1%) of the churned companies return per month.",
  );
});

test("new customers are described as simply as they can be", () => {
  expect(summaryOf(growing)).toMatch(/ 20 per month describes them as well\.$/);
  expect(summaryOf(heterogeneous)).toMatch(/ growth of 5\.0% per month describes them as well\.$/);
  expect(summaryOf(returning)).toMatch(
    / neither a constant number per month nor growth describes them, and a forecast continues with 10 per month, the average of the last 12 months\.$/,
  );
});

test("if either the same number or growth may be right, both are said", () => {
  const size: SizeFitCounts = {
    company_size: "small",
    monthly_price: 19,
    lifeTable: [{ at_risk: 160, churned: 0 }],
    gone_months: 0,
    returns: 0,
    activeMonths: [160],
  };
  const signUps = [100, 9, 12, 7, 13, 8, 11];

  expect(summarizeFit(rulesOfCounts({ startMonth: "2025-01", signUps, sizes: [size] }))).toMatch(
    / 10 per month or growth of 8\.1% per month describes them as well\.$/,
  );
});

test("a size without companies and one that was never active are said to be so", () => {
  const size = (company_size: string, companies: number): SizeFitCounts => ({
    company_size,
    monthly_price: 0,
    lifeTable: [{ at_risk: companies, churned: companies }],
    gone_months: 0,
    returns: 0,
    activeMonths: [],
  });
  const sizes = [size("large", 0), size("small", 1)];

  expect(summarizeFit(rulesOfCounts({ startMonth: "2025-01", signUps: [1], sizes }))).toBe(
    "Rules fitted to 1 company over 1 month, with 95% confidence intervals. No company is large. Small: 100.0% (20.7% to 100.0%) of the companies, $0 per month, never active; 100.0% (20.7% to 100.0%) churn per month, the same for all (rates that differ between companies do not fit better; polarization up to 0.90 is possible). Nobody signed up after the first month.",
  );
});

test("unknown prices and more sessions than rules allow are said", () => {
  const activeMonths = Array.from({ length: 2500 }, () => 0);
  activeMonths[9] = 3;
  activeMonths[2499] = 1;
  const size: SizeFitCounts = {
    company_size: "small",
    monthly_price: null,
    lifeTable: [{ at_risk: 4, churned: 0 }],
    gone_months: 0,
    returns: 0,
    activeMonths,
  };
  const fit = rulesOfCounts({ startMonth: "2025-01", signUps: [4], sizes: [size] });

  expect(fit.rules.sizes[0]?.monthlyPrice).toBe(0);
  expect(summarizeFit(fit)).toContain(
    "of the companies, at an unknown price, 507.5 sessions in an active month on average (25% of these months have more than 2,000 and count as 2,000); 0.0%",
  );
});

test("intervals of fitted rules are said to be for another startup, and what is far outside is a matter for checkFit", () => {
  const fit = rulesOfCounts(generatedFitCounts(growing, defaultRandomSeed));
  const expected = expectedKpis(fit);
  const { sessionsPerMonth } = generatedKpis(growing, defaultRandomSeed);

  expect(summarizeSessions(sessionsPerMonth, expected)).toMatch(
    / values of a month and company size lie within their 95% prediction intervals, which are for another startup with these fitted rules(, and chance can explain the others.*)?\.$/,
  );
  expect(summarizeSessions(sessionsPerMonth.slice(0, 1), expected)).toMatch(
    / its 95% prediction interval, which is for another startup with these fitted rules/,
  );
  const many = sessionsPerMonth.map((row) => ({ ...row, sessions: 10 * row.sessions }));
  expect(summarizeSessions(many, expected)).toMatch(
    /too far off to be chance: the data does not follow these rules; checkFit\(db, fit\) shows how\.$/,
  );
});

const explained: FitCheck = {
  company_size: "small",
  part: "churn by tenure",
  explained: true,
  p_value: 0.5,
  detail: "as expected",
};
const faded: FitCheck = {
  company_size: "small",
  part: "sessions before churn",
  explained: false,
  p_value: 1e-9,
  detail: "3.1 sessions on average before churn, 5.4 before an active month",
};
const untested: FitCheck = {
  ...explained,
  part: "churn by month",
  p_value: null,
  detail: "too few rows to tell",
};

test("what is not explained is said in words, with what was observed of each size, and then what is", () => {
  const large = { ...faded, company_size: "large", detail: "9.0 before churn, 10.2 otherwise" };
  expect(summarizeFitChecks([explained, faded, { ...large, explained: true }, untested])).toBe(
    "The rules do not explain that sessions differ before churn, as when usage fades (small: 3.1 sessions on average before churn, 5.4 before an active month). They explain churn by tenure and sessions before churn of large companies. There are too few rows to test 1 other part.",
  );
  expect(
    summarizeFitChecks([faded, large, { ...faded, company_size: "all", part: "sizes by sign-up month" }]),
  ).toBe(
    "The rules do not explain that sessions differ before churn, as when usage fades (small: 3.1 sessions on average before churn, 5.4 before an active month; large: 9.0 before churn, 10.2 otherwise) and that the shares of the sizes differ between sign-up months (3.1 sessions on average before churn, 5.4 before an active month). They explain nothing else that can be tested.",
  );
});

test("what is explained is named once for all sizes, without what cannot be tested", () => {
  expect(summarizeFitChecks([explained, { ...explained, company_size: "large" }, untested, untested])).toBe(
    "The rules explain all that can be tested: churn by tenure. There are too few rows to test 2 other parts.",
  );
  expect(summarizeFitChecks([untested])).toBe("There are too few rows to tell what the rules explain.");
});
