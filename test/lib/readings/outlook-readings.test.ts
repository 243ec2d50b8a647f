import { expect, test } from "vitest";
import type { RevenuePerMonth } from "../../../lib/kpis/revenue-per-month";
import { NO_DATA } from "../../../lib/readings/numbers-in-words";
import { readChurnRate } from "../../../lib/readings/read-churn-rate";
import { readDataset } from "../../../lib/readings/read-dataset";
import { readLifetimes } from "../../../lib/readings/read-lifetimes";
import { readMrrBridge } from "../../../lib/readings/read-mrr-bridge";
import { readCustomersOutlook, readRevenueOutlook } from "../../../lib/readings/read-outlook";
import { readRetention } from "../../../lib/readings/read-retention";
import { defaultRules, type Rules } from "../../../lib/rules/rules";
import { churnRates } from "../../../lib/statistics/churn-rates";
import { customerLifetimes } from "../../../lib/statistics/customer-lifetimes";
import { outlook } from "../../../lib/statistics/outlook";
import { retentionCurves } from "../../../lib/statistics/retention-curves";
import { churnOnPaper } from "../statistics/churn-on-paper";

/** One company size of which nobody leaves. */
const loyal: Rules = {
  companies: 4,
  startMonth: "2024-12",
  months: 1,
  sizes: [{ size: "loyal", probability: 1, monthlyPrice: 10, sessions: { base: 5, spread: 1 } }],
};
const loyalChurn = [{ month: "2024-12", company_size: "loyal", age: 1, at_risk: 4, lost: 0 }];
const loyalRevenue: RevenuePerMonth[] = [
  { month: "2024-12", company_size: "loyal", active_companies: 4, revenue: 40, share: 1 },
];

test("retention is read at the end of each curve", () => {
  expect(readRetention(retentionCurves(churnOnPaper), defaultRules)).toMatch(
    /^50\.0 % of the large companies stay beyond month 3 \(95 % band .* by the rules 87\.0 %\); 33\.3 % of the small companies/,
  );
});

test("churn rates are read from the least to the most, and without months where they are the same", () => {
  const sentence = readChurnRate(churnRates(churnOnPaper), defaultRules);
  expect(sentence).toContain("0.0 % (February 2025) to 50.0 % (March 2025) of the small companies");
  expect(sentence).toContain("4 of the 6 intervals hold the rate by the rules");
  expect(readChurnRate(churnRates(loyalChurn), loyal)).toContain(
    "loses 0.0 % of the loyal companies, by the rules 0.0 %.",
  );
});

test("the MRR bridge is read from what was signed up to what is left", () => {
  const row = { month: "2025-01", company_size: "small", opening_mrr: 0, new_mrr: 57 };
  expect(readMrrBridge([{ ...row, churned_mrr: 19, closing_mrr: 38 }])).toBe(
    "Of the $57 of MRR signed up in January 2025, $38 are left after 1 month, 67 %; the dearest month was January 2025, with $19 lost.",
  );
});

test("lifetimes are read with their intervals, and those that do not end as such", () => {
  expect(readLifetimes(customerLifetimes(churnOnPaper, defaultRules))).toContain(
    "small companies stay 2.5 months (0.6 to 11.2; by the rules 11.0 months) and pay $48 each ($11 to $212; by the rules $209).",
  );
  expect(readLifetimes(customerLifetimes(loyalChurn, loyal))).toBe(
    "On average loyal companies stay for ever (1.0 or more; by the rules for ever) and pay without end each ($10 or more; by the rules without end).",
  );
});

test("the outlook is read from the last month to the last one ahead", () => {
  const ahead = outlook(loyal, loyalRevenue, { months: 3 });
  expect(readCustomersOutlook(loyalRevenue, ahead)).toBe(
    "Of the customers active in December 2024, these are expected to be left in March 2025, with 95 % intervals: 4 (4 to 4) of the 4 loyal companies.",
  );
  expect(readRevenueOutlook(loyalRevenue, ahead)).toBe(
    "Monthly revenue is expected to go from $40 in December 2024 to $40 in March 2025 (95 % interval $40 to $40), 100 % of it; until then $120 are expected to come in.",
  );
});

test("the dataset is read with its months and its seed", () => {
  const dataset = { rules: loyal, seed: "s", sessions: 1234, fingerprint: "0123456789abcdef" };
  expect(readDataset(dataset)).toBe(
    'The database holds 4 companies and their 1,234 sessions in December 2024, made from the seed "s", fingerprint 0123456789ab.',
  );
});

test("without data every reading says so", () => {
  const ahead = outlook(loyal, loyalRevenue);
  for (const sentence of [
    readRetention([], loyal),
    readChurnRate([], loyal),
    readMrrBridge([]),
    readLifetimes([]),
    readCustomersOutlook([], ahead),
    readRevenueOutlook([], ahead),
  ]) {
    expect(sentence).toBe(NO_DATA);
  }
});
