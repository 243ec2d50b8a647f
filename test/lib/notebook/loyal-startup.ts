import type { Rules } from "../../../lib/dataset/rules";
import type { MrrPerMonth } from "../../../lib/metrics/mrr-per-month";

/** One company size of which nobody churns. */
export const loyal: Rules = {
  companies: 4,
  startMonth: "2024-12",
  months: 1,
  sizes: [{ size: "loyal", probability: 1, monthlyPrice: 10, sessions: { base: 5, spread: 1 } }],
};

export const loyalMrr: readonly MrrPerMonth[] = [
  { month: "2024-12", company_size: "loyal", active_companies: 4, mrr: 40, share: 1 },
];
