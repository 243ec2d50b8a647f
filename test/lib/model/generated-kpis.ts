import { createCompanyGenerator, generateCompany } from "../../../lib/dataset/company-generator";
import { monthLabels } from "../../../lib/dataset/month";
import { bySize, priceCents, type Rules } from "../../../lib/dataset/rules";
import type { KpiRows } from "../../kpi-oracle";
import type { OracleStartup } from "../../metrics-oracle";

/** The rows of the three KPIs of a generated startup, counted from the numbers of sessions of its companies. */
export function generatedKpis(rules: Rules, randomSeed: string): KpiRows {
  const generator = createCompanyGenerator(rules, randomSeed);
  const sizes = [...rules.sizes].sort(bySize);
  const cells = monthLabels(rules.startMonth, rules.months).map((month) =>
    sizes.map((size) => ({
      month,
      company_size: size.size,
      cents: priceCents(size),
      active_companies: 0,
      sessions: 0,
      churned: 0,
    })),
  );
  for (let id = 1; id <= generator.companies; id += 1) {
    const company = generateCompany(generator, id);
    const place = sizes.findIndex(({ size }) => size === company.size);
    // Where it has churned and never returns, counts may end.
    const counts = company.sessionCounts;
    for (let month = company.signUpMonth, isCustomer = true; month < rules.months; month += 1) {
      const count = counts[month - company.signUpMonth] ?? 0;
      const cell = cells[month]?.[place];
      if (!cell) throw new Error(`no cell for month ${month} of size ${company.size}`);
      if (count > 0) cell.active_companies += 1;
      else if (isCustomer) cell.churned += 1;
      cell.sessions += count;
      isCustomer = count > 0;
    }
  }
  const toDate = sizes.map(() => 0);
  const rows = cells.flatMap((ofMonth) => {
    const all = ofMonth.reduce((sum, { cents, active_companies }) => sum + cents * active_companies, 0);
    return ofMonth.map(({ cents, ...cell }, place) => {
      toDate[place] = (toDate[place] ?? 0) + cell.churned;
      const mrr = cents * cell.active_companies;
      return {
        ...cell,
        churned_to_date: toDate[place] ?? 0,
        mrr: mrr / 100,
        share: all === 0 ? 0 : mrr / all,
      };
    });
  });
  return { sessionsPerMonth: rows, churnedCustomersPerMonth: rows, mrrPerMonth: rows };
}

/** The same startup for the oracle of metrics: faster than from the instants of its sessions. */
export function generatedLives(rules: Rules, randomSeed: string): OracleStartup {
  const generator = createCompanyGenerator(rules, randomSeed);
  const sizes = [...rules.sizes].sort(bySize).map((size) => ({ size: size.size, cents: priceCents(size) }));
  const companies = Array.from({ length: generator.companies }, (_, id) => {
    const { size, signUpMonth, sessionCounts } = generateCompany(generator, id + 1);
    const active = sessionCounts.flatMap((count, month) =>
      count > 0 ? [[signUpMonth + month, count] as const] : [],
    );
    const cents = sizes.find((one) => one.size === size)?.cents ?? Number.NaN;
    return { size, cents, signedUp: signUpMonth, active: new Map(active) };
  });
  return { months: monthLabels(rules.startMonth, rules.months), sizes, companies };
}
