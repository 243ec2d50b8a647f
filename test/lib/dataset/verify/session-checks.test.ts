import fc from "fast-check";
import { expect, test } from "vitest";
import { createCompanyGenerator } from "../../../../lib/dataset/company-generator";
import type { Rules, SizeRules } from "../../../../lib/dataset/rules";
import { historyOf, microsecondStarts } from "../../../../lib/dataset/verify/company-history";
import { sessionRules } from "../../../../lib/dataset/verify/session-checks";
import { generatedCompanies } from "../../../generated-companies";
import { anyRules, anySeed } from "../any-rules";

const BOUNDS = "sessions per month within the distribution's bounds";
const GONE = "no session after a month without one";
const GONE_OF_SOME = "no session after a month without one, sizes without returns";

const sizes: readonly SizeRules[] = [
  { size: "spread", probability: 0, monthlyPrice: 1, sessions: { base: 5, spread: 2 } },
  { size: "weights", probability: 0, monthlyPrice: 1, sessions: { weights: [1, 2, 0, 1, 0] } },
  { size: "churn", probability: 0, monthlyPrice: 1, sessions: { base: 5, spread: 2 }, churn: 0.1 },
  { size: "loyal", probability: 0, monthlyPrice: 1, sessions: { base: 1, spread: 1 }, churn: 0 },
  { size: "lost", probability: 0, monthlyPrice: 1, sessions: { base: 1, spread: 1 }, churn: 1 },
  { size: "returns", probability: 0, monthlyPrice: 1, sessions: { base: 1, spread: 1 }, reactivation: 0.1 },
  { size: "comes back", probability: 1, monthlyPrice: 1, sessions: { base: 1, spread: 1 }, reactivation: 1 },
];

/** Companies 1 and 2 sign up in December, company 3 in February. */
const rules: Rules = { companies: 2, startMonth: "2024-12", months: 4, sizes, newCustomers: [0, 1] };

/** What breaks the rules in a company with so many sessions in each of the four months. */
function breaches(size: string, companyId: number, counts: readonly number[], ofRules = rules) {
  const generator = createCompanyGenerator(ofRules, "any");
  const starts = microsecondStarts(generator);
  const times = counts.flatMap((count, month) =>
    Array.from({ length: count }, (_, n) => (starts[month] ?? 0) + n),
  );
  const sessions = {
    ids: times.map((_, n) => companyId * 1e6 + n + 1),
    times,
    durations: times.map(() => 60),
  };
  const profile = { size, createdAt: times[0] ?? 0 };
  const history = historyOf({ companyId, profile, sessions }, generator, starts);
  const broken = sessionRules(generator).map(({ check, breaches }) => [check, breaches(history)] as const);
  return Object.fromEntries(broken.filter(([, found]) => found.length > 0));
}

test.each<[string, number, number[], Record<string, string[]>]>([
  ["spread", 1, [3, 7, 5, 3], {}],
  ["spread", 1, [2, 8, 5, 3], bounds("2 sessions in 2024-12, 3 to 7", "8 sessions in 2025-01, 3 to 7")],
  ["spread", 1, [3, 3, 0, 0], bounds("0 sessions in 2025-02, 3 to 7")],
  ["spread", 3, [0, 0, 3, 3], {}],
  ["spread", 3, [0, 0, 0, 3], { ...bounds("0 sessions in 2025-02, 3 to 7"), ...gone("2025-03") }],
  ["spread", 3, [0, 0, 3, 0], bounds("0 sessions in 2025-03, 3 to 7")],
  ["weights", 1, [1, 3, 0, 0], {}],
  [
    "weights",
    1,
    [2, 4, 1, 1],
    bounds("2 sessions in 2024-12, 0 to 3 but not 2", "4 sessions in 2025-01, 0 to 3"),
  ],
  ["weights", 1, [1, 3, 0, 1], gone("2025-03")],
  ["churn", 1, [3, 7, 0, 0], {}],
  ["churn", 1, [3, 7, 1, 0], bounds("1 session in 2025-02, 0 to 7 but not 1")],
  ["churn", 3, [0, 0, 0, 0], {}],
  ["loyal", 1, [1, 2, 1, 0], bounds("0 sessions in 2025-03, 1 to 2")],
  ["lost", 1, [0, 0, 0, 0], {}],
  ["lost", 1, [1, 0, 0, 0], bounds("1 session in 2024-12, 0")],
  ["returns", 1, [1, 0, 1, 0], {}],
  ["returns", 1, [1, 0, 0, 3], bounds("3 sessions in 2025-03, 0 to 2")],
  ["comes back", 1, [0, 1, 0, 2], {}],
  ["comes back", 1, [1, 0, 0, 1], bounds("0 sessions in 2025-02, 1 to 2")],
])("of size %s, company %i with %j sessions breaks what it should", (size, companyId, counts, broken) => {
  expect(breaches(size, companyId, counts)).toEqual(broken);
});

function bounds(...texts: string[]): Record<string, string[]> {
  return { [BOUNDS]: texts.map((text) => text.replace(", ", ", the rules allow ")) };
}

function gone(month: string): Record<string, string[]> {
  return { [GONE_OF_SOME]: [`sessions in ${month} after a month without one`] };
}

test("the rule that nobody returns has the name it always had, or none if all sizes have returns", () => {
  const without = sizes.filter(({ reactivation }) => reactivation === undefined);
  const only = sizes.filter(({ reactivation }) => reactivation !== undefined);

  expect(breaches("weights", 1, [1, 0, 1, 1], { ...rules, sizes: without })).toHaveProperty([GONE]);
  expect(breaches("returns", 1, [1, 0, 1, 1], { ...rules, sizes: only })).toEqual({});
});

test("a company whose number the rules do not have counts as one of the last", () => {
  expect(breaches("loyal", 4, [0, 0, 1, 1])).toEqual({});
  expect(breaches("loyal", 4, [0, 0, 0, 1])).toHaveProperty([BOUNDS]);
});

test("generated companies keep the rules, whatever these are", () => {
  fc.assert(
    fc.property(anyRules, anySeed, (ofStartup, randomSeed) => {
      const generator = createCompanyGenerator(ofStartup, randomSeed);
      const starts = microsecondStarts(generator);
      const checks = sessionRules(generator);
      for (const company of generatedCompanies(generator)) {
        const history = historyOf(company, generator, starts);
        expect(checks.flatMap(({ breaches }) => breaches(history))).toEqual([]);
      }
    }),
  );
});
