import type { GeneratedCompany } from "../lib/dataset/company-generator";
import type { Rules } from "../lib/dataset/rules";
import type { ChurnedCustomersPerMonth } from "../lib/metrics/churned-customers-per-month";
import type { MrrPerMonth } from "../lib/metrics/mrr-per-month";
import type { SessionsPerMonth } from "../lib/metrics/sessions-per-month";
import { generatedStartup, type OracleStartup, saasMetricsOracle } from "./metrics-oracle";

/** The rows of the three KPIs. */
export interface KpiRows {
  readonly sessionsPerMonth: readonly SessionsPerMonth[];
  readonly churnedCustomersPerMonth: readonly ChurnedCustomersPerMonth[];
  readonly mrrPerMonth: readonly MrrPerMonth[];
}

/**
 * The KPIs once more, from the generated companies and in plain TypeScript: an independent answer to hold the SQL
 * and the theory against. Nothing but instants is used; a customer churns in a month without a session. Rows and order are
 * those of the SQL: by month, then size in the order of its bytes.
 */
export function kpiOracle(rules: Rules, companies: Iterable<GeneratedCompany>): KpiRows {
  return kpisOf(generatedStartup(rules, companies));
}

function kpisOf(startup: OracleStartup): KpiRows {
  const rows = saasMetricsOracle(startup);
  const ofSizes = rows.filter(({ company_size }) => company_size !== "all");
  return {
    sessionsPerMonth: ofSizes.map(({ month, company_size, customers }) => ({
      month,
      company_size,
      active_companies: customers,
      sessions: sessionsOf(startup, month, company_size),
    })),
    churnedCustomersPerMonth: ofSizes.map(({ month, company_size, churned_customers }) => ({
      month,
      company_size,
      churned: churned_customers,
      churned_to_date: ofSizes
        .filter((one) => one.company_size === company_size && one.month <= month)
        .reduce((sum, one) => sum + one.churned_customers, 0),
    })),
    mrrPerMonth: ofSizes.map(({ month, company_size, customers, mrr }) => {
      const all = rows.find((one) => one.month === month && one.company_size === "all")?.mrr ?? 0;
      return {
        month,
        company_size,
        active_companies: customers,
        mrr,
        share: all === 0 ? 0 : Number(mrr) / all,
      };
    }),
  };
}

function sessionsOf({ months, companies }: OracleStartup, month: string, company_size: string): number {
  return companies
    .filter(({ size }) => size === company_size)
    .reduce((sum, { active }) => sum + (active.get(months.indexOf(month)) ?? 0), 0);
}
