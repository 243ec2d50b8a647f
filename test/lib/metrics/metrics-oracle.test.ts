import fc from "fast-check";
import { expect, test } from "vitest";
import { createCompanyGenerator, generateCompany } from "../../../lib/dataset/company-generator";
import { seed } from "../../../lib/dataset/load/seed";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { cohorts } from "../../../lib/metrics/cohorts";
import { saasMetricsPerMonth } from "../../../lib/metrics/saas-metrics";
import { cohortsOracle, generatedStartup, saasMetricsOracle } from "../../metrics-oracle";
import { startups } from "../../startups";
import { databaseOfFile } from "../../test-database";
import { anyRules, anySeed } from "../dataset/any-rules";
import { comparable } from "./datasets-on-paper";

const file = databaseOfFile();

test.each(Object.entries({ default: defaultRules, ...startups }))(
  "the SQL and plain TypeScript agree on the metrics and cohorts of the %s startup",
  async (_, rules) => {
    await expectAgreement(rules, "oracle");
  },
);

test("the SQL and plain TypeScript agree on the metrics and cohorts of any rules, with any seed", {
  timeout: 120_000,
}, async () => {
  await fc.assert(fc.asyncProperty(anyRules, anySeed, expectAgreement), { numRuns: 40 });
});

async function expectAgreement(rules: Rules, randomSeed: string): Promise<void> {
  const generator = createCompanyGenerator(rules, randomSeed);
  const companies = Array.from({ length: generator.companies }, (_, n) => generateCompany(generator, n + 1));
  const startup = generatedStartup(rules, companies);
  await seed(file.db, { rules, randomSeed, replace: true });

  const metrics = await saasMetricsPerMonth(file.db).execute();
  expect(comparable(metrics)).toEqual(comparable(saasMetricsOracle(startup)));
  expect(comparable(await cohorts(file.db).execute())).toEqual(comparable(cohortsOracle(startup)));
}
