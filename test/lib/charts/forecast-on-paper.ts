import type { MrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import type { ExpectedKpis } from "../../../lib/model/expected-kpis";
import type { Prediction } from "../../../lib/stats/prediction";

const customers = (expected: number, low: number, high: number): Prediction => ({ expected, low, high });
const nothing = customers(0, 0, 0);

/** The last three months of a startup. */
export const mrrSoFar: readonly MrrPerMonth[] = [
  { month: "2025-10", company_size: "large", active_companies: 11, mrr: 1089, share: 1089 / 1488 },
  { month: "2025-10", company_size: "small", active_companies: 21, mrr: 399, share: 399 / 1488 },
  { month: "2025-11", company_size: "large", active_companies: 10, mrr: 990, share: 990 / 1370 },
  { month: "2025-11", company_size: "small", active_companies: 20, mrr: 380, share: 380 / 1370 },
  { month: "2025-12", company_size: "large", active_companies: 8, mrr: 792, share: 792 / 1096 },
  { month: "2025-12", company_size: "small", active_companies: 16, mrr: 304, share: 304 / 1096 },
];

/** Expectations made up for the three months after: of the numbers active those of `forecast`, of dollars their price. */
export const aheadOnPaper: ExpectedKpis = {
  sessionsPerMonth: [],
  churnedCustomersPerMonth: [],
  mrrPerMonth: (
    [
      ["2026-01", "large", customers(7.5, 6, 8), 99],
      ["2026-01", "small", customers(14.75, 12, 16), 19],
      ["2026-02", "large", customers(7.25, 5, 8), 99],
      ["2026-02", "small", customers(13.5, 10, 16), 19],
      ["2026-03", "large", customers(7, 4, 8), 99],
      ["2026-03", "small", customers(12.25, 9, 15), 19],
    ] as const
  ).map(([month, company_size, active_companies, price]) => ({
    month,
    company_size,
    active_companies,
    mrr: {
      expected: active_companies.expected * price,
      low: active_companies.low * price,
      high: active_companies.high * price,
    },
    share: nothing,
  })),
  totalsPerMonth: [
    { month: "2026-01", sessions: nothing, mrr: customers(1022.75, 860, 1096) },
    { month: "2026-02", sessions: nothing, mrr: customers(974.25, 760, 1090) },
    { month: "2026-03", sessions: nothing, mrr: customers(925.75, 640, 1080) },
  ],
};
