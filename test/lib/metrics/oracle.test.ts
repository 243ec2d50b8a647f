import fc from "fast-check";
import { expect, test } from "vitest";
import type { Database } from "../../../db/connection/database";
import { createCompanyGenerator, generateCompany } from "../../../lib/dataset/company-generator";
import { seed } from "../../../lib/dataset/load/seed";
import { defaultRules, type Rules, type SizeRules } from "../../../lib/dataset/rules";
import { customersAtRiskPerMonth } from "../../../lib/metrics/churn-rates";
import { churnedCustomersPerMonth } from "../../../lib/metrics/churned-customers-per-month";
import { cohorts } from "../../../lib/metrics/cohorts";
import { lifeTable } from "../../../lib/metrics/life-table";
import { mrrMovements } from "../../../lib/metrics/mrr-movements";
import { mrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import { type SaasMetricsPerMonth, saasMetricsPerMonth } from "../../../lib/metrics/saas-metrics";
import { sessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { type KpiRows, kpiOracle } from "../../kpi-oracle";
import { cohortsOracle, generatedStartup, lifeTableOracle, saasMetricsOracle } from "../../metrics-oracle";
import { startups } from "../../startups";
import { databaseOfFile } from "../../test-database";
import { anyRules, anySeed } from "../dataset/any-rules";
import { nearly } from "./datasets-on-paper";

const file = databaseOfFile();

const size = (name: string, probability: number, change: Partial<SizeRules> = {}): SizeRules => ({
  size: name,
  probability,
  monthlyPrice: 10,
  sessions: { base: 3, spread: 3 },
  ...change,
});
const everybodyChurns = { sessions: { base: 0, spread: 0 } };
const nobodyChurns = { sessions: { base: 5, spread: 4 } };

test.each<[string, Partial<Rules>]>([
  ["the default startup", {}],
  ["one company", { companies: 1 }],
  ["one month", { months: 1 }],
  ["one company for one month", { companies: 1, months: 1 }],
  ["60 months", { months: 60 }],
  ["everybody churning in the first month", { sizes: [size("small", 1, everybodyChurns)] }],
  ["nobody churning", { sizes: [size("small", 0.5, nobodyChurns), size("large", 0.5, nobodyChurns)] }],
  [
    "a size that churns at once and one that stays",
    { sizes: [size("a", 0.5, everybodyChurns), size("b", 0.5, nobodyChurns)] },
  ],
  ["five sizes", { sizes: ["e", "b", "D", "a b", "ä"].map((name) => size(name, 0.2)) }],
  ["a size that nobody has", { sizes: [size("small", 1), size("never", 0)] }],
  [
    "prices with cents",
    { sizes: [size("a", 0.5, { monthlyPrice: 0.1 }), size("b", 0.5, { monthlyPrice: 19.99 })] },
  ],
  ["nobody paying anything", { sizes: [size("free", 1, { monthlyPrice: 0 })] }],
  ["a start in a leap February", { startMonth: "2024-02", months: 13 }],
  ["a start in February of 2100, which is no leap year", { startMonth: "2100-02", months: 2 }],
  ["a start in December", { startMonth: "2025-12", months: 14 }],
  ["the earliest start", { startMonth: "1970-01", months: 2 }],
  ["the latest start", { startMonth: "2999-12", months: 2 }],
  ...Object.entries(startups).map(([name, rules]): [string, Rules] => [`the ${name} startup`, rules]),
])("the SQL and plain TypeScript agree on KPIs, metrics, cohorts and life table of %s", async (_, change) => {
  await expectAgreement({ ...defaultRules, companies: 60, ...change }, "oracle");
});

test("the SQL and plain TypeScript agree on KPIs, metrics, cohorts and life table of any rules, with any seed", {
  timeout: 120_000,
}, async () => {
  await fc.assert(fc.asyncProperty(anyRules, anySeed, expectAgreement), { numRuns: 40, endOnFailure: true });
});

async function expectAgreement(rules: Rules, randomSeed: string): Promise<void> {
  const generator = createCompanyGenerator(rules, randomSeed);
  const companies = Array.from({ length: generator.companies }, (_, n) => generateCompany(generator, n + 1));
  const startup = generatedStartup(rules, companies);
  await seed(file.db, { rules, randomSeed });

  expect(await kpisInSql(file.db)).toEqual(withCloseShares(kpiOracle(rules, companies)));
  const metrics = saasMetricsOracle(startup);
  expect(await saasMetricsPerMonth(file.db).execute()).toEqual(nearly(metrics));
  expect(await cohorts(file.db).execute()).toEqual(nearly(cohortsOracle(startup)));
  expect(await lifeTable(file.db).execute()).toEqual(lifeTableOracle(startup));
  const changes = metrics.filter(({ company_size }) => company_size !== "all").map(changeSince(metrics));
  expect(await mrrMovements(file.db).execute()).toEqual(changes.map(({ movements }) => movements));
  expect(await customersAtRiskPerMonth(file.db).execute()).toEqual(changes.map(({ atRisk }) => atRisk));
}

async function kpisInSql(db: Database): Promise<KpiRows> {
  const [sessions, churned, mrr] = await Promise.all([
    sessionsPerMonth(db).execute(),
    churnedCustomersPerMonth(db).execute(),
    mrrPerMonth(db).execute(),
  ]);
  return { sessionsPerMonth: sessions, churnedCustomersPerMonth: churned, mrrPerMonth: mrr };
}

/** Shares are quotients: of a decimal one and a binary one the last digits may differ. All else is equal to the cent. */
function withCloseShares({ mrrPerMonth: mrr, ...others }: KpiRows) {
  const close = (share: number | null) => (share === null ? null : expect.closeTo(share, 12));
  return { ...others, mrrPerMonth: mrr.map((row) => ({ ...row, share: close(row.share) })) };
}

/** What happened since the month before, of which the metrics have rows as well. */
function changeSince(metrics: readonly SaasMetricsPerMonth[]) {
  return (row: SaasMetricsPerMonth) => {
    const { month, company_size } = row;
    const before = metrics.filter((one) => one.company_size === company_size && one.month < month).at(-1);
    return {
      atRisk: {
        month,
        company_size,
        at_risk: (before?.customers ?? 0) + row.new_customers,
        churned: row.churned_customers,
      },
      movements: {
        month,
        company_size,
        opening_mrr: before?.mrr ?? 0,
        new_mrr: row.new_mrr,
        churned_mrr: row.churned_mrr,
        reactivated_mrr: row.reactivated_mrr,
        closing_mrr: row.mrr,
      },
    };
  };
}
