import { expect, test } from "vitest";
import { rulesOfCounts } from "../../../lib/model/fit/fit-rules";
import { forecast } from "../../../lib/model/forecast";
import { summarizeCustomerForecast, summarizeMrrForecast } from "../../../lib/notebook/summarize-forecast";
import { NO_DATA } from "../../../lib/text/numbers-in-words";
import { aheadOnPaper, mrrSoFar } from "../charts/forecast-on-paper";
import { loyal, loyalMrr } from "./loyal-startup";

/** One company size, of which nobody has churned. */
const oneSize = {
  company_size: "loyal",
  monthly_price: 10,
  lifeTable: [{ at_risk: 4, churned: 0 }],
  gone_months: 0,
  returns: 0,
  activeMonths: [4],
};
const today = [{ month: "2024-12", company_size: "loyal", tenure: 0, signed_up: 4, customers: 4 }];

test("the forecast goes from the last month to the last one ahead", () => {
  const ahead = forecast(loyal, loyalMrr, { months: 3 });
  expect(summarizeCustomerForecast(loyalMrr, ahead)).toBe(
    "Expected customers in March 2025: 4 loyal companies (95% prediction interval 4 to 4; 4 in December 2024).",
  );
  expect(summarizeMrrForecast(loyalMrr, ahead)).toBe(
    "MRR in March 2025 is expected to be $40 (95% prediction interval $40 to $40), 100% of $40 in December 2024; until then, customers are expected to pay $120 in total.",
  );
});

test("every active size has a forecast, even if nobody is expected to be left", () => {
  const ahead = {
    ...aheadOnPaper,
    mrrPerMonth: aheadOnPaper.mrrPerMonth.filter(({ company_size }) => company_size === "large"),
  };
  expect(summarizeCustomerForecast(mrrSoFar, ahead)).toBe(
    "Expected customers in March 2026: 7 large companies (95% prediction interval 4 to 8; 8 in December 2025) and 0 small companies (95% prediction interval 0 to 0; 16 in December 2025).",
  );
  const [one] = loyalMrr.map((row) => ({ ...row, active_companies: 1 }));
  const oneLeft = one ? [one] : [];
  expect(summarizeCustomerForecast(oneLeft, forecast(loyal, oneLeft, { months: 1 }))).toMatch(
    /: 1 loyal company \(95% prediction interval 1 to 1; 1 in December 2024\)\.$/,
  );
});

test("MRR ahead is in whole dollars, all sizes together", () => {
  expect(summarizeMrrForecast(mrrSoFar, aheadOnPaper)).toBe(
    "MRR in March 2026 is expected to be $926 (95% prediction interval $640 to $1,080), 84% of $1,096 in December 2025; until then, customers are expected to pay $2,923 in total.",
  );
});

test("new customers are part of the forecast, also of a startup that has lost all it had", () => {
  const rows = loyalMrr.map((row) => ({ ...row, active_companies: 0, mrr: 0, share: 0 }));
  const ahead = forecast({ ...loyal, newCustomers: 2 }, rows, { months: 3 });
  expect(summarizeCustomerForecast(rows, ahead)).toBe(
    "Expected customers in March 2025: 6 loyal companies (95% prediction interval 6 to 6; 0 in December 2024).",
  );
  expect(summarizeMrrForecast(rows, ahead)).toBe(
    "MRR in March 2025 is expected to be $60 (95% prediction interval $60 to $60), compared with $0 in December 2024; until then, customers are expected to pay $120 in total.",
  );
});

test("that rules are fitted, and how new customers continue, is said with the forecast", () => {
  const sentence = "The rules are fitted to the data, and the intervals include the uncertainty of the fit.";
  const fitted = (signUps: number[]) =>
    rulesOfCounts({ startMonth: "2024-12", signUps, sizes: [{ ...oneSize, monthly_price: 10 }] });
  const ahead = (signUps: number[]) => forecast(fitted(signUps), today, { months: 1 });

  expect(summarizeMrrForecast(loyalMrr, ahead([4]))).toMatch(
    new RegExp(`${sentence} No new customers are assumed to sign up\\.$`),
  );
  expect(summarizeCustomerForecast(loyalMrr, ahead([4, 7, 7, 7, 7]))).toMatch(
    new RegExp(`${sentence} New customers are assumed to continue: 7 per month\\.$`),
  );
});

test("without a month ahead there is no forecast", () => {
  const nothing = {
    sessionsPerMonth: [],
    churnedCustomersPerMonth: [],
    mrrPerMonth: [],
    totalsPerMonth: [],
  };
  expect(summarizeCustomerForecast(mrrSoFar, nothing)).toBe(NO_DATA);
  expect(summarizeMrrForecast(mrrSoFar, nothing)).toBe(NO_DATA);
});

test("if nobody is left, nothing is expected", () => {
  const rows = loyalMrr.map((row) => ({ ...row, active_companies: 0, mrr: 0, share: 0 }));
  const ahead = forecast(loyal, rows, { months: 3 });
  expect(summarizeCustomerForecast(rows, ahead)).toBe(
    "No company is active in December 2024, and none is expected to be later.",
  );
  expect(summarizeMrrForecast(rows, ahead)).toBe(
    "There is no MRR in December 2024, and none is expected later.",
  );
});

test("without data every sentence says so", () => {
  const ahead = forecast(loyal, loyalMrr);
  for (const sentence of [summarizeCustomerForecast([], ahead), summarizeMrrForecast([], ahead)])
    expect(sentence).toBe(NO_DATA);
});
