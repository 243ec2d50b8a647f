import type { CustomersAtRisk } from "../../../lib/metrics/churn-rates";
import type { LifeTableRow } from "../../../lib/metrics/life-table";

/** The rows of `lifeTable` for the startup on paper. */
export const lifeTableOnPaper: readonly LifeTableRow[] = [
  { company_size: "large", tenure: 0, at_risk: 2, churned: 0 },
  { company_size: "small", tenure: 0, at_risk: 3, churned: 1 },
  { company_size: "large", tenure: 1, at_risk: 2, churned: 1 },
  { company_size: "small", tenure: 1, at_risk: 2, churned: 0 },
  { company_size: "large", tenure: 2, at_risk: 1, churned: 0 },
  { company_size: "small", tenure: 2, at_risk: 2, churned: 1 },
];

/** The rows of `customersAtRiskPerMonth` for the startup on paper, whose companies all signed up in January. */
export const customersAtRiskOnPaper: readonly CustomersAtRisk[] = lifeTableOnPaper.map(
  ({ company_size, tenure, at_risk, churned }) => ({
    month: ["2025-01", "2025-02", "2025-03"][tenure] ?? "",
    company_size,
    at_risk,
    churned,
  }),
);
