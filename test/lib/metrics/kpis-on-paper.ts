import type { ChurnedCustomersPerMonth } from "../../../lib/metrics/churned-customers-per-month";
import type { MrrMovements } from "../../../lib/metrics/mrr-movements";
import type { MrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import type { SessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import type { ExpectedKpis } from "../../../lib/model/expected-kpis";
import type { Prediction } from "../../../lib/stats/prediction";

// The rows of the KPIs for the startup on paper.

export const sessionsOnPaper: readonly SessionsPerMonth[] = [
  { month: "2025-01", company_size: "large", active_companies: 2, sessions: 4 },
  { month: "2025-01", company_size: "small", active_companies: 2, sessions: 3 },
  { month: "2025-02", company_size: "large", active_companies: 1, sessions: 2 },
  { month: "2025-02", company_size: "small", active_companies: 2, sessions: 2 },
  { month: "2025-03", company_size: "large", active_companies: 1, sessions: 1 },
  { month: "2025-03", company_size: "small", active_companies: 1, sessions: 3 },
];

export const churnedOnPaper: readonly ChurnedCustomersPerMonth[] = [
  { month: "2025-01", company_size: "large", churned: 0, churned_to_date: 0 },
  { month: "2025-01", company_size: "small", churned: 1, churned_to_date: 1 },
  { month: "2025-02", company_size: "large", churned: 1, churned_to_date: 1 },
  { month: "2025-02", company_size: "small", churned: 0, churned_to_date: 1 },
  { month: "2025-03", company_size: "large", churned: 0, churned_to_date: 1 },
  { month: "2025-03", company_size: "small", churned: 1, churned_to_date: 2 },
];

export const mrrOnPaper: readonly MrrPerMonth[] = [
  { month: "2025-01", company_size: "large", active_companies: 2, mrr: 198, share: 198 / 236 },
  { month: "2025-01", company_size: "small", active_companies: 2, mrr: 38, share: 38 / 236 },
  { month: "2025-02", company_size: "large", active_companies: 1, mrr: 99, share: 99 / 137 },
  { month: "2025-02", company_size: "small", active_companies: 2, mrr: 38, share: 38 / 137 },
  { month: "2025-03", company_size: "large", active_companies: 1, mrr: 99, share: 99 / 118 },
  { month: "2025-03", company_size: "small", active_companies: 1, mrr: 19, share: 19 / 118 },
];

export const mrrMovementsOnPaper: readonly MrrMovements[] = [
  {
    month: "2025-01",
    company_size: "large",
    opening_mrr: 0,
    new_mrr: 198,
    churned_mrr: 0,
    reactivated_mrr: 0,
    closing_mrr: 198,
  },
  {
    month: "2025-01",
    company_size: "small",
    opening_mrr: 0,
    new_mrr: 57,
    churned_mrr: 19,
    reactivated_mrr: 0,
    closing_mrr: 38,
  },
  {
    month: "2025-02",
    company_size: "large",
    opening_mrr: 198,
    new_mrr: 0,
    churned_mrr: 99,
    reactivated_mrr: 0,
    closing_mrr: 99,
  },
  {
    month: "2025-02",
    company_size: "small",
    opening_mrr: 38,
    new_mrr: 0,
    churned_mrr: 0,
    reactivated_mrr: 0,
    closing_mrr: 38,
  },
  {
    month: "2025-03",
    company_size: "large",
    opening_mrr: 99,
    new_mrr: 0,
    churned_mrr: 0,
    reactivated_mrr: 0,
    closing_mrr: 99,
  },
  {
    month: "2025-03",
    company_size: "small",
    opening_mrr: 38,
    new_mrr: 0,
    churned_mrr: 19,
    reactivated_mrr: 0,
    closing_mrr: 19,
  },
];

function prediction(expected: number, low: number, high: number): Prediction {
  return { expected, low, high };
}

const active = prediction(2, 0, 3);

/**
 * Expectations made up for the rows above: half of the sessions lie outside their intervals, and some of the others
 * at their ends; one MRR lies outside, and no number of customers churned.
 */
export const expectedOnPaper: ExpectedKpis = {
  sessionsPerMonth: (
    [
      ["2025-01", "large", prediction(3.5, 2, 6)],
      ["2025-01", "small", prediction(5, 4, 8)],
      ["2025-02", "large", prediction(2.5, 2, 5)],
      ["2025-02", "small", prediction(1.5, 0, 2)],
      ["2025-03", "large", prediction(3, 2, 4)],
      ["2025-03", "small", prediction(1, 0, 2)],
    ] as const
  ).map(([month, company_size, sessions]) => ({ month, company_size, active_companies: active, sessions })),
  churnedCustomersPerMonth: (
    [
      ["2025-01", "large", prediction(0.25, 0, 1), prediction(0.25, 0, 1)],
      ["2025-01", "small", prediction(0.5, 0, 2), prediction(0.5, 0, 2)],
      ["2025-02", "large", prediction(0.75, 0, 1), prediction(1, 0, 2)],
      ["2025-02", "small", prediction(1, 0, 2), prediction(1.5, 0, 3)],
      ["2025-03", "large", prediction(0.5, 0, 1), prediction(1.5, 0, 2)],
      ["2025-03", "small", prediction(1, 0, 2), prediction(2.5, 1, 3)],
    ] as const
  ).map(([month, company_size, churned, churned_to_date]) => ({
    month,
    company_size,
    churned,
    churned_to_date,
  })),
  mrrPerMonth: (
    [
      ["2025-01", "large", prediction(178.2, 99, 198), prediction(0.75, 0.5, 1)],
      ["2025-01", "small", prediction(47.5, 19, 57), prediction(0.25, 0, 0.5)],
      ["2025-02", "large", prediction(148.5, 99, 198), prediction(0.75, 0.5, 0.875)],
      ["2025-02", "small", prediction(28.5, 0, 57), prediction(0.25, 0.125, 0.5)],
      ["2025-03", "large", prediction(148.5, 99, 198), prediction(0.5, 0.25, 0.875)],
      ["2025-03", "small", prediction(47.5, 38, 57), prediction(0.5, 0.125, 0.75)],
    ] as const
  ).map(([month, company_size, mrr, share]) => ({
    month,
    company_size,
    active_companies: active,
    mrr,
    share,
  })),
  totalsPerMonth: [
    { month: "2025-01", sessions: prediction(8.5, 6, 14), mrr: prediction(225.75, 118, 255) },
    { month: "2025-02", sessions: prediction(4, 2, 7), mrr: prediction(177, 99, 255) },
    { month: "2025-03", sessions: prediction(4, 2, 6), mrr: prediction(196, 137, 255) },
  ],
};
