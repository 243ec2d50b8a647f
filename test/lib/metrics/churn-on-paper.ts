import type { ChurnPerMonth } from "../../../lib/metrics/churn-per-month";

/** The rows of `churnPerMonth` for the startup on paper. */
export const churnOnPaper: readonly ChurnPerMonth[] = [
  { month: "2025-01", company_size: "large", age: 1, at_risk: 2, lost: 0 },
  { month: "2025-01", company_size: "small", age: 1, at_risk: 3, lost: 1 },
  { month: "2025-02", company_size: "large", age: 2, at_risk: 2, lost: 1 },
  { month: "2025-02", company_size: "small", age: 2, at_risk: 2, lost: 0 },
  { month: "2025-03", company_size: "large", age: 3, at_risk: 1, lost: 0 },
  { month: "2025-03", company_size: "small", age: 3, at_risk: 2, lost: 1 },
];
