import type { GeneratedCompany } from "../lib/dataset/company-generator";
import type { Rules } from "../lib/dataset/rules";
import type { ChurnedCustomersPerMonth } from "../lib/metrics/churned-customers-per-month";
import type { MrrPerMonth } from "../lib/metrics/mrr-per-month";
import type { SessionsPerMonth } from "../lib/metrics/sessions-per-month";

/** The rows of the three KPIs. */
export interface KpiRows {
  readonly sessionsPerMonth: readonly SessionsPerMonth[];
  readonly churnedCustomersPerMonth: readonly ChurnedCustomersPerMonth[];
  readonly mrrPerMonth: readonly MrrPerMonth[];
}

/** What one cell of the grid of months and sizes is counted into. */
interface Cell {
  readonly month: string;
  readonly size: string;
  readonly priceCents: number;
  active: number;
  sessions: number;
  churned: number;
}

/**
 * The KPIs once more, from the generated companies and in plain TypeScript: an independent answer to hold the SQL
 * and the theory against. Nothing but the instants of the sessions is used; a company churns in its first month
 * without one. Rows and order are those of the SQL: by month, then size in the order of its bytes.
 */
export function kpiOracle(rules: Rules, companies: Iterable<GeneratedCompany>): KpiRows {
  const months = monthNames(rules);
  const sizes = [...rules.sizes].sort((a, b) => Buffer.from(a.size).compare(Buffer.from(b.size)));
  const cells = new Map<string, Cell>();
  for (const month of months) {
    for (const { size, monthlyPrice } of sizes) {
      const priceCents = Math.round(monthlyPrice * 100);
      cells.set(`${month}/${size}`, { month, size, priceCents, active: 0, sessions: 0, churned: 0 });
    }
  }
  for (const company of companies) countCompany(cells, months, company);
  const grid = [...cells.values()];
  return {
    sessionsPerMonth: grid.map((cell) => ({
      month: cell.month,
      company_size: cell.size,
      active_companies: cell.active,
      sessions: cell.sessions,
    })),
    churnedCustomersPerMonth: grid.map((cell) => ({
      month: cell.month,
      company_size: cell.size,
      churned: cell.churned,
      churned_to_date: sum(
        grid.filter((one) => one.size === cell.size && one.month <= cell.month).map((one) => one.churned),
      ),
    })),
    mrrPerMonth: grid.map((cell) => {
      const all = sum(grid.filter(({ month }) => month === cell.month).map(revenueCents));
      return {
        month: cell.month,
        company_size: cell.size,
        active_companies: cell.active,
        mrr: revenueCents(cell) / 100,
        share: all === 0 ? 0 : revenueCents(cell) / all,
      };
    }),
  };
}

function countCompany(cells: Map<string, Cell>, months: readonly string[], company: GeneratedCompany): void {
  const sessions = new Map<string, number>();
  for (const time of company.sessionTimes) {
    const month = new Date(time).toISOString().slice(0, 7);
    sessions.set(month, (sessions.get(month) ?? 0) + 1);
  }
  for (const [month, count] of sessions) {
    const cell = cells.get(`${month}/${company.size}`);
    if (!cell)
      throw new Error(`company ${company.companyId} has sessions in ${month}, which is not in the rules`);
    cell.active += 1;
    cell.sessions += count;
  }
  const lostIn = months.find((month) => !sessions.has(month));
  const cell = cells.get(`${lostIn}/${company.size}`);
  if (cell) cell.churned += 1;
}

function monthNames({ startMonth, months }: Rules): string[] {
  const first = Number(startMonth.slice(0, 4)) * 12 + Number(startMonth.slice(5)) - 1;
  return Array.from({ length: months }, (_, index) => {
    const month = first + index;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
  });
}

function revenueCents({ active, priceCents }: Cell): number {
  return active * priceCents;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
