import fc from "fast-check";
import { expect, test } from "vitest";
import { createCompanyGenerator, generateCompany } from "../../../lib/dataset/company-generator";
import { seed } from "../../../lib/dataset/load/seed";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { customersAtRiskPerMonth } from "../../../lib/metrics/churn-rates";
import { cohorts } from "../../../lib/metrics/cohorts";
import { lifeTable } from "../../../lib/metrics/life-table";
import { mrrMovements } from "../../../lib/metrics/mrr-movements";
import { type SaasMetricsPerMonth, saasMetricsPerMonth } from "../../../lib/metrics/saas-metrics";
import { cohortsOracle, generatedStartup, lifeTableOracle, saasMetricsOracle } from "../../metrics-oracle";
import { startups } from "../../startups";
import { databaseOfFile } from "../../test-database";
import { anyRules, anySeed } from "../dataset/any-rules";
import { comparable } from "./datasets-on-paper";

const file = databaseOfFile();

test.each(Object.entries({ default: defaultRules, ...startups }))(
  "the SQL and plain TypeScript agree on metrics, cohorts and life table of the %s startup",
  async (_, rules) => {
    await expectAgreement(rules, "oracle");
  },
);

test("the SQL and plain TypeScript agree on metrics, cohorts and life table of any rules, with any seed", {
  timeout: 120_000,
}, async () => {
  await fc.assert(fc.asyncProperty(anyRules, anySeed, expectAgreement), { numRuns: 40 });
});

async function expectAgreement(rules: Rules, randomSeed: string): Promise<void> {
  const generator = createCompanyGenerator(rules, randomSeed);
  const companies = Array.from({ length: generator.companies }, (_, n) => generateCompany(generator, n + 1));
  const startup = generatedStartup(rules, companies);
  await seed(file.db, { rules, randomSeed, replace: true });

  const metrics = saasMetricsOracle(startup);
  expect(comparable(await saasMetricsPerMonth(file.db).execute())).toEqual(comparable(metrics));
  expect(comparable(await cohorts(file.db).execute())).toEqual(comparable(cohortsOracle(startup)));
  expect(await lifeTable(file.db).execute()).toEqual(lifeTableOracle(startup));
  const changes = metrics.filter(({ company_size }) => company_size !== "all").map(changeSince(metrics));
  expect(await mrrMovements(file.db).execute()).toEqual(changes.map(({ movements }) => movements));
  expect(await customersAtRiskPerMonth(file.db).execute()).toEqual(changes.map(({ atRisk }) => atRisk));
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
