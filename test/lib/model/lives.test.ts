import { expect, test } from "vitest";
import { defaultRules, type Rules, type SizeRules } from "../../../lib/dataset/rules";
import { expectedCounts } from "../../../lib/model/expected-counts";
import { type Scenario, scenarioOf } from "../../../lib/model/scenario";
import { type SimulatedSize, simulate } from "../../../lib/model/simulation";
import { startups } from "../../startups";
import { sizeWith } from "./enumerate";
import { enumerateLives, probabilityOf } from "./enumerate-lives";

const size = sizeWith({ base: 3, spread: 3 });
const differing: SizeRules = { ...size, churn: { mean: 0.3, polarization: 0.4 } };
const kinds: readonly (readonly [string, SizeRules])[] = [
  ["churn that follows from sessions", size],
  ["a churn rate", { ...size, churn: 0.2 }],
  ["churn rates that differ", differing],
  ["returns", { ...size, reactivation: 0.3 }],
  ["churn rates that differ, and returns", { ...differing, reactivation: 0.3 }],
  ["everybody churns and returns", { ...size, churn: 1, reactivation: 1 }],
];

function rulesWith(only: SizeRules, change: Partial<Rules> = {}): Rules {
  return { ...defaultRules, companies: 1, months: 4, sizes: [only], ...change };
}

test.each(kinds)("expected counts are those of all lives that companies may have: %s", (_, only) => {
  const signUps = [10, 4, 0, 3, 5];
  const rules = rulesWith(only, { companies: 10, months: 5, newCustomers: signUps.slice(1) });
  const lives = enumerateLives(only, 5);
  let churnedToDate = 0;
  for (const [month, counts] of expectedCounts(scenarioOf(rules), only).entries()) {
    const sum = (condition: (active: readonly boolean[], tenure: number) => boolean) =>
      signUps
        .slice(0, month + 1)
        .reduce(
          (total, companies, cohort) =>
            total + companies * probabilityOf(lives, (active) => condition(active, month - cohort)),
          0,
        );
    const wasCustomer = (active: readonly boolean[], tenure: number) =>
      tenure === 0 || active[tenure - 1] === true;
    const churned = sum((active, tenure) => wasCustomer(active, tenure) && !active[tenure]);
    churnedToDate += churned;
    expect(counts).toEqual({
      signUps: signUps[month],
      active: expect.closeTo(
        sum((active, tenure) => active[tenure] === true),
        10,
      ),
      churned: expect.closeTo(churned, 10),
      reactivated: expect.closeTo(
        sum((active, tenure) => !wasCustomer(active, tenure) && active[tenure] === true),
        10,
      ),
      churnedToDate: expect.closeTo(churnedToDate, 10),
    });
  }
});

test.each(kinds)(
  "a single company lives in the simulation as it may, to 4 standard errors: %s",
  (_, only) => {
    const months = [...simulate(scenarioOf(rulesWith(only)))].map(
      ({ sizes }) => sizes[0]?.active ?? new Float64Array(),
    );
    const startupCount = months[0]?.length ?? 0;
    const seen = new Map<string, number>();
    for (let startup = 0; startup < startupCount; startup += 1) {
      const life = months.map((active) => active[startup]).join("");
      seen.set(life, (seen.get(life) ?? 0) + 1);
    }
    for (const { active, probability } of enumerateLives(only, 4)) {
      const share = (seen.get(active.map(Number).join("")) ?? 0) / startupCount;
      const error = Math.sqrt((probability * (1 - probability)) / startupCount);
      expect(Math.abs(share - probability), active.join()).toBeLessThanOrEqual(4 * error + 1e-12);
    }
  },
);

test.each(kinds)("many companies are active independently of each other: %s", (_, only) => {
  const rules = rulesWith(only, { companies: 400, newCustomers: 30 });
  const lives = enumerateLives(only, 4);
  const signUps = [400, 30, 30, 30];
  for (const [month, { sizes }] of [...simulate(scenarioOf(rules))].entries()) {
    const active = sizes[0]?.active ?? new Float64Array();
    const cohorts = signUps.slice(0, month + 1).map((companies, cohort) => {
      const probability = probabilityOf(lives, (life) => life[month - cohort] === true);
      return { mean: companies * probability, variance: companies * probability * (1 - probability) };
    });
    const mean = cohorts.reduce((sum, cohort) => sum + cohort.mean, 0);
    const variance = cohorts.reduce((sum, cohort) => sum + cohort.variance, 0);
    const error = Math.sqrt(variance / active.length);
    expect(Math.abs(average(active) - mean)).toBeLessThanOrEqual(4 * error + 1e-9);
    const squares = average(active.map((count) => (count - mean) ** 2));
    expect(Math.abs(squares - variance)).toBeLessThanOrEqual(
      4 * variance * Math.sqrt(2 / active.length) + 1e-9,
    );
  }
});

test.each(kinds)(
  "companies that signed up earlier are active, churn and return as expected, to 4 standard errors: %s",
  (_, only) => {
    const scenario: Scenario = {
      ...scenarioOf(rulesWith(only)),
      signUps: [0, 0, 0, 0],
      earlier: [
        { size: "only", tenure: 0, customers: 30_000, gone: 20_000 },
        { size: "only", tenure: 7, customers: 10_000, gone: 40_000 },
      ],
    };
    for (const { sizes } of simulate(scenario)) {
      const [now] = sizes;
      if (!now) throw new Error("no size");
      for (const figure of ["active", "churned", "reactivated", "churnedToDate"] as const) {
        const values = now[figure];
        const deviation = Math.sqrt(average(values.map((value) => (value - now.expected[figure]) ** 2)));
        const error = Math.abs(average(values) - now.expected[figure]);
        expect(error, figure).toBeLessThanOrEqual((4 * deviation) / Math.sqrt(values.length) + 1e-6);
      }
    }
  },
);

test.each(Object.entries(startups))(
  "companies are never lost nor found in the simulation: %s",
  (_, rules) => {
    const before = new Map<string, SimulatedSize>();
    let signedUp = 0;
    for (const [month, { sizes }] of [...simulate(scenarioOf(rules))].entries()) {
      signedUp += Number(scenarioOf(rules).signUps[month]);
      for (const startup of [0, 1, 999]) {
        const at = (numbers: Float64Array | undefined) => numbers?.[startup] ?? 0;
        let companies = 0;
        for (const now of sizes) {
          const earlier = before.get(now.rules.size);
          expect(at(now.active)).toBe(
            at(earlier?.active) + at(now.signUps) + at(now.reactivated) - at(now.churned),
          );
          expect(at(now.churnedToDate)).toBe(at(earlier?.churnedToDate) + at(now.churned));
          expect(at(now.churnedAtOnce)).toBeLessThanOrEqual(Math.min(at(now.signUps), at(now.churned)));
          const ofClasses = now.classes.flatMap(({ active, gone }) => [at(active), at(gone)]);
          for (const count of ofClasses) expect(count).toBeGreaterThanOrEqual(0);
          expect(now.classes.reduce((sum, { active }) => sum + at(active), 0)).toBe(at(now.active));
          companies += ofClasses.reduce((sum, count) => sum + count, 0);
        }
        expect(companies).toBe(signedUp);
      }
      for (const now of sizes) before.set(now.rules.size, now);
    }
  },
);

function average(numbers: Float64Array): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
