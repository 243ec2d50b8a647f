import type { LifeTableRow } from "../../../lib/metrics/life-table";

/** The rows of `lifeTable` for the startup on paper. */
export const lifeTableOnPaper: readonly LifeTableRow[] = [
  { month: "2025-01", company_size: "large", tenure: 0, at_risk: 2, churned: 0 },
  { month: "2025-01", company_size: "small", tenure: 0, at_risk: 3, churned: 1 },
  { month: "2025-02", company_size: "large", tenure: 1, at_risk: 2, churned: 1 },
  { month: "2025-02", company_size: "small", tenure: 1, at_risk: 2, churned: 0 },
  { month: "2025-03", company_size: "large", tenure: 2, at_risk: 1, churned: 0 },
  { month: "2025-03", company_size: "small", tenure: 2, at_risk: 2, churned: 1 },
];
