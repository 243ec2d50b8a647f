import type { CustomersLostPerMonth } from "../../../lib/metrics/customers-lost-per-month";
import type { MrrBridge } from "../../../lib/metrics/mrr-bridge";
import type { RevenuePerMonth } from "../../../lib/metrics/revenue-per-month";
import type { SessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import type { ExpectedKpis } from "../../../lib/model/expected-kpis";
import type { Estimate } from "../../../lib/stats/estimate";

// The rows of the KPIs for the startup on paper.

export const sessionsOnPaper: readonly SessionsPerMonth[] = [
  { month: "2025-01", company_size: "large", active_companies: 2, sessions: 4 },
  { month: "2025-01", company_size: "small", active_companies: 2, sessions: 3 },
  { month: "2025-02", company_size: "large", active_companies: 1, sessions: 2 },
  { month: "2025-02", company_size: "small", active_companies: 2, sessions: 2 },
  { month: "2025-03", company_size: "large", active_companies: 1, sessions: 1 },
  { month: "2025-03", company_size: "small", active_companies: 1, sessions: 3 },
];

export const customersLostOnPaper: readonly CustomersLostPerMonth[] = [
  { month: "2025-01", company_size: "large", lost: 0, lost_total: 0 },
  { month: "2025-01", company_size: "small", lost: 1, lost_total: 1 },
  { month: "2025-02", company_size: "large", lost: 1, lost_total: 1 },
  { month: "2025-02", company_size: "small", lost: 0, lost_total: 1 },
  { month: "2025-03", company_size: "large", lost: 0, lost_total: 1 },
  { month: "2025-03", company_size: "small", lost: 1, lost_total: 2 },
];

export const revenueOnPaper: readonly RevenuePerMonth[] = [
  { month: "2025-01", company_size: "large", active_companies: 2, revenue: 198, share: 198 / 236 },
  { month: "2025-01", company_size: "small", active_companies: 2, revenue: 38, share: 38 / 236 },
  { month: "2025-02", company_size: "large", active_companies: 1, revenue: 99, share: 99 / 137 },
  { month: "2025-02", company_size: "small", active_companies: 2, revenue: 38, share: 38 / 137 },
  { month: "2025-03", company_size: "large", active_companies: 1, revenue: 99, share: 99 / 118 },
  { month: "2025-03", company_size: "small", active_companies: 1, revenue: 19, share: 19 / 118 },
];

export const mrrBridgeOnPaper: readonly MrrBridge[] = [
  { month: "2025-01", company_size: "large", opening_mrr: 0, new_mrr: 198, churned_mrr: 0, closing_mrr: 198 },
  { month: "2025-01", company_size: "small", opening_mrr: 0, new_mrr: 57, churned_mrr: 19, closing_mrr: 38 },
  { month: "2025-02", company_size: "large", opening_mrr: 198, new_mrr: 0, churned_mrr: 99, closing_mrr: 99 },
  { month: "2025-02", company_size: "small", opening_mrr: 38, new_mrr: 0, churned_mrr: 0, closing_mrr: 38 },
  { month: "2025-03", company_size: "large", opening_mrr: 99, new_mrr: 0, churned_mrr: 0, closing_mrr: 99 },
  { month: "2025-03", company_size: "small", opening_mrr: 38, new_mrr: 0, churned_mrr: 19, closing_mrr: 19 },
];

function estimate(expected: number, low: number, high: number): Estimate {
  return { expected, low, high };
}

const active = estimate(2, 0, 3);

/**
 * Expectations made up for the rows above: half of the sessions lie outside their intervals, and some of the others
 * at their ends; one revenue lies outside, and no number of customers lost.
 */
export const expectedOnPaper: ExpectedKpis = {
  sessionsPerMonth: (
    [
      ["2025-01", "large", estimate(3.5, 2, 6)],
      ["2025-01", "small", estimate(5, 4, 8)],
      ["2025-02", "large", estimate(2.5, 2, 5)],
      ["2025-02", "small", estimate(1.5, 0, 2)],
      ["2025-03", "large", estimate(3, 2, 4)],
      ["2025-03", "small", estimate(1, 0, 2)],
    ] as const
  ).map(([month, company_size, sessions]) => ({ month, company_size, active_companies: active, sessions })),
  customersLostPerMonth: (
    [
      ["2025-01", "large", estimate(0.25, 0, 1), estimate(0.25, 0, 1)],
      ["2025-01", "small", estimate(0.5, 0, 2), estimate(0.5, 0, 2)],
      ["2025-02", "large", estimate(0.75, 0, 1), estimate(1, 0, 2)],
      ["2025-02", "small", estimate(1, 0, 2), estimate(1.5, 0, 3)],
      ["2025-03", "large", estimate(0.5, 0, 1), estimate(1.5, 0, 2)],
      ["2025-03", "small", estimate(1, 0, 2), estimate(2.5, 1, 3)],
    ] as const
  ).map(([month, company_size, lost, lost_total]) => ({ month, company_size, lost, lost_total })),
  revenuePerMonth: (
    [
      ["2025-01", "large", estimate(178.2, 99, 198), estimate(0.75, 0.5, 1)],
      ["2025-01", "small", estimate(47.5, 19, 57), estimate(0.25, 0, 0.5)],
      ["2025-02", "large", estimate(148.5, 99, 198), estimate(0.75, 0.5, 0.875)],
      ["2025-02", "small", estimate(28.5, 0, 57), estimate(0.25, 0.125, 0.5)],
      ["2025-03", "large", estimate(148.5, 99, 198), estimate(0.5, 0.25, 0.875)],
      ["2025-03", "small", estimate(47.5, 38, 57), estimate(0.5, 0.125, 0.75)],
    ] as const
  ).map(([month, company_size, revenue, share]) => ({
    month,
    company_size,
    active_companies: active,
    revenue,
    share,
  })),
  totalsPerMonth: [
    { month: "2025-01", sessions: estimate(8.5, 6, 14), revenue: estimate(225.75, 118, 255) },
    { month: "2025-02", sessions: estimate(4, 2, 7), revenue: estimate(177, 99, 255) },
    { month: "2025-03", sessions: estimate(4, 2, 6), revenue: estimate(196, 137, 255) },
  ],
};
