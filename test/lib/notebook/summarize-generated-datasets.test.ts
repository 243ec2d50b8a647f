import { expect, test } from "vitest";
import { createCompanyGenerator, generateCompany } from "../../../lib/dataset/company-generator";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { type ExpectedKpis, expectedKpis } from "../../../lib/model/expected-kpis";
import {
  summarizeChurnedCustomers,
  summarizeMrr,
  summarizeSessions,
} from "../../../lib/notebook/summarize-kpis";
import { kpiOracle } from "../../kpi-oracle";

const threeYears: Rules = {
  companies: 100,
  startMonth: "2025-01",
  months: 36,
  sizes: [
    { size: "small", probability: 0.5, monthlyPrice: 19, sessions: { base: 5, spread: 5 } },
    { size: "medium", probability: 0.3, monthlyPrice: 49.5, sessions: { base: 8, spread: 8 } },
    { size: "large", probability: 0.2, monthlyPrice: 99, sessions: { base: 10, spread: 10 } },
  ],
};
const few = { ...defaultRules, companies: 5 };

/** What is said of the KPIs of a dataset that the rules make. */
function readings(made: Rules, seed: string, expected: ExpectedKpis): string[] {
  const generator = createCompanyGenerator(made, seed);
  const companies = Array.from({ length: made.companies }, (_, id) => generateCompany(generator, id + 1));
  const kpis = kpiOracle(made, companies);
  return [
    summarizeSessions(kpis.sessionsPerMonth, expected),
    summarizeChurnedCustomers(kpis.churnedCustomersPerMonth, expected),
    summarizeMrr(kpis.mrrPerMonth, expected),
  ];
}

const WRONG = "the data does not follow these rules";

test.each([
  ["default", defaultRules],
  ["36 months of three sizes", threeYears],
  ["5 companies", few],
])("a dataset that follows its rules reads as one that does: %s", (_, rules) => {
  const expected = expectedKpis(rules);
  const said = Array.from({ length: 30 }, (_, n) => readings(rules, `correct ${n}`, expected)).flat();

  expect(said.filter((sentence) => sentence.includes(WRONG))).toEqual([]);
  // Of which many have values outside.
  expect(said.filter((sentence) => sentence.includes("chance can explain")).length).toBeGreaterThan(9);
});

test.each([
  ["fewer companies", { ...defaultRules, companies: 100 }],
  ["other sessions", { ...defaultRules, sizes: withSessions(7) }],
  [
    "another price",
    { ...defaultRules, sizes: defaultRules.sizes.map((size) => ({ ...size, monthlyPrice: 39 })) },
  ],
])("a dataset of other rules is noticed: %s", (_, rules) => {
  const expected = expectedKpis(defaultRules);
  for (const seed of ["a", "b", "c"]) expect(readings(rules, seed, expected).join(" ")).toContain(WRONG);
});

function withSessions(base: number) {
  return defaultRules.sizes.map((size) => ({ ...size, sessions: { base, spread: base } }));
}
