import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CompanyGenerator,
  createCompanyGenerator,
  generateCompany,
} from "../../../lib/dataset/company-generator";
import { monthStarts } from "../../../lib/dataset/month";
import {
  defaultRandomSeed,
  defaultRules,
  type Rules,
  type SizeRules,
  signUpsPerMonth,
  totalCompanies,
} from "../../../lib/dataset/rules";
import { sessionProbabilities } from "../../../lib/dataset/session-distribution";
import { anyRules, anySeed } from "./any-rules";

/** A company with its fields read: `toEqual` does not look at getters. */
function companyOf(generator: CompanyGenerator, companyId: number) {
  const { name, size, createdAt, sessionTimes } = generateCompany(generator, companyId);
  return { companyId, name, size, createdAt, sessionTimes };
}
type ReadCompany = ReturnType<typeof companyOf>;

const companiesOf = (rules: Rules, seed: string): ReadCompany[] => {
  const generator = createCompanyGenerator(rules, seed);
  return Array.from({ length: totalCompanies(rules) }, (_, n) => companyOf(generator, n + 1));
};
const durationsOf = (rules: Rules, seed: string, companyId: number, count: number): number[] =>
  Array.from({ length: count }, generateCompany(createCompanyGenerator(rules, seed), companyId).durations());
const company17 = (change: Partial<Rules>) =>
  companyOf(createCompanyGenerator({ ...defaultRules, ...change }, defaultRandomSeed), 17);

describe("for any rules and seed", () => {
  test("the same seed generates the same companies and durations", () => {
    fc.assert(
      fc.property(anyRules, anySeed, (rules, seed) => {
        expect(companiesOf(rules, seed)).toEqual(companiesOf(rules, seed));
        expect(durationsOf(rules, seed, 1, 5)).toEqual(durationsOf(rules, seed, 1, 5));
      }),
    );
  });

  test("another seed generates other companies", () => {
    fc.assert(
      fc.property(
        anyRules,
        fc.uniqueArray(anySeed, { minLength: 2, maxLength: 2 }),
        (rules, [a = "", b = ""]) => {
          expect(companiesOf(rules, a)).not.toEqual(companiesOf(rules, b));
          expect(durationsOf(rules, a, 1, 5)).not.toEqual(durationsOf(rules, b, 1, 5));
        },
      ),
    );
  });

  test("a company does not depend on those generated before it", () => {
    fc.assert(
      fc.property(anyRules, anySeed, (rules, seed) => {
        const generator = createCompanyGenerator(rules, seed);
        const companies = companiesOf(rules, seed);
        const backwards = companies.map((_, n) => companyOf(generator, companies.length - n));
        expect(backwards.reverse()).toEqual(companies);
      }),
    );
  });

  test("every value is in its range", () => {
    fc.assert(
      fc.property(anyRules, anySeed, (rules, seed) => {
        const [start = 0, end = 0] = horizonOf(rules);
        for (const company of companiesOf(rules, seed)) {
          expect(probabilityOf(rules, company)).toBeGreaterThan(0);
          expect(company.name.length).toBeGreaterThan(0);
          for (const ms of [company.createdAt, ...company.sessionTimes]) {
            expect(Number.isInteger(ms) && ms >= start && ms < end).toBe(true);
          }
          const counts = sessionsPerMonth(rules, company);
          const { sessionCounts, signUpMonth } = generateCompany(
            createCompanyGenerator(rules, seed),
            company.companyId,
          );
          const later = sessionCounts.reduce((last, count, month) => (count > 0 ? month + 1 : last), 0);
          expect(counts.slice(0, signUpMonth).every((count) => count === 0)).toBe(true);
          expect(counts.slice(signUpMonth, signUpMonth + later)).toEqual(sessionCounts.slice(0, later));
          expect(counts.slice(signUpMonth + later).every((count) => count === 0)).toBe(true);
          for (const count of counts) expect(isAllowed(sizeRulesOf(rules, company), count)).toBe(true);
          for (const seconds of durationsOf(rules, seed, company.companyId, company.sessionTimes.length)) {
            expect(Number.isInteger(seconds) && seconds >= 0).toBe(true);
          }
        }
      }),
    );
  });

  test("as many companies sign up in each month as the rules say, in the order of their numbers", () => {
    fc.assert(
      fc.property(anyRules, anySeed, (rules, seed) => {
        const starts = monthStarts(rules.startMonth, rules.months);
        const months = companiesOf(rules, seed).map(
          ({ createdAt }) => starts.findIndex((start) => start > createdAt) - 1,
        );
        expect(months).toEqual([...months].sort((a, b) => a - b));
        const signUps = starts.slice(1).map((_, month) => months.filter((one) => one === month).length);
        expect(signUps).toEqual(signUpsPerMonth(rules));
      }),
    );
  });

  test("time is in causal order: sign-up in its month, not after the first session, sessions one after the other", () => {
    fc.assert(
      fc.property(anyRules, anySeed, (rules, seed) => {
        const starts = monthStarts(rules.startMonth, rules.months);
        const generator = createCompanyGenerator(rules, seed);
        for (const { companyId, createdAt, sessionTimes } of companiesOf(rules, seed)) {
          const [start = 0, monthEnd = 0] = starts.slice(generateCompany(generator, companyId).signUpMonth);
          expect(createdAt).toBeGreaterThanOrEqual(start);
          expect(createdAt).toBeLessThan(monthEnd);
          const times = [createdAt, ...sessionTimes];
          expect(times).toEqual([...times].sort((a, b) => a - b));
        }
      }),
    );
  });

  test("a company that cannot return has no session after a month without one", () => {
    fc.assert(
      fc.property(anyRules, anySeed, (rules, seed) => {
        for (const company of companiesOf(rules, seed)) {
          if (sizeRulesOf(rules, company)?.reactivation) continue;
          const { signUpMonth } = generateCompany(createCompanyGenerator(rules, seed), company.companyId);
          const counts = sessionsPerMonth(rules, company).slice(signUpMonth);
          const churned = counts.indexOf(0);
          if (churned >= 0) expect(counts.slice(churned).every((count) => count === 0)).toBe(true);
        }
      }),
    );
  });
});

describe("company 17", () => {
  test.each([17, 18, 499, 10_000])("is the same among %i companies", (companies) => {
    expect(company17({ companies })).toEqual(company17({}));
  });

  test.each([1, 3, 11, 24, 120])("is the same over %i months, as far as both reach", (months) => {
    const [end = 0] = monthStarts(defaultRules.startMonth, Math.min(months, 12)).slice(-1);
    const within = ({ sessionTimes, ...rest }: ReadCompany) => ({
      ...rest,
      sessionTimes: sessionTimes.filter((ms) => ms < end),
    });
    const usual = company17({});
    expect(usual.sessionTimes.length).toBeGreaterThan(0);
    expect(within(company17({ months }))).toEqual(within(usual));
  });

  test("keeps name and durations when the rules of the sizes change", () => {
    const sizes: SizeRules[] = [
      { size: "other", probability: 1, monthlyPrice: 1, sessions: { base: 3, spread: 1 } },
    ];
    expect(company17({ sizes }).name).toBe(company17({}).name);
    expect(durationsOf({ ...defaultRules, sizes }, defaultRandomSeed, 17, 50)).toEqual(
      durationsOf(defaultRules, defaultRandomSeed, 17, 50),
    );
  });
});

const [first, ...others] = defaultRules.sizes;
const growing: Rules = {
  ...defaultRules,
  companies: 20,
  newCustomers: 5,
  sizes: [
    { ...(first as SizeRules), churn: { mean: 0.2, polarization: 0.2 }, reactivation: 0.3 },
    ...others.map((size) => ({ ...size, churn: 0.1, reactivation: 0.5 })),
  ],
};

test("companies that sign up later leave the earlier ones as they were, and so do later months", () => {
  const before = companiesOf({ ...growing, months: 6 }, "a");
  const [end = 0] = monthStarts(growing.startMonth, 6).slice(-1);
  const after = companiesOf({ ...growing, newCustomers: [5, 5, 5, 5, 5, 90] }, "a");
  const within = (companies: readonly ReadCompany[]) =>
    companies.map(({ sessionTimes, ...company }) => ({
      ...company,
      sessionTimes: sessionTimes.filter((time) => time < end),
    }));
  expect(before).toHaveLength(45);
  expect(within(after.slice(0, 45))).toEqual(before);
});

test("companies return after churning, in as many of the months as the rules say", () => {
  const [small] = growing.sizes as [SizeRules];
  const size = { ...small, probability: 1 };
  const generator = createCompanyGenerator({ ...growing, companies: 3000, sizes: [size] }, "returns");
  let [gone, returned] = [0, 0];
  for (let id = 1; id <= 3000; id += 1) {
    const { sessionCounts } = generateCompany(generator, id);
    for (const [month, count] of sessionCounts.entries()) {
      const wasGone = month > 0 && sessionCounts[month - 1] === 0;
      if (wasGone) gone += 1;
      if (wasGone && count > 0) returned += 1;
    }
  }
  expect(gone).toBeGreaterThan(5000);
  expect(Math.abs(returned / gone - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / gone));
});

test("a price changes no company", () => {
  const sizes = defaultRules.sizes.map((size) => ({ ...size, monthlyPrice: 7 }));
  expect(companiesOf({ ...defaultRules, sizes }, "a")).toEqual(companiesOf(defaultRules, "a"));
});

test("a size that takes its share from the last one leaves the companies of the other sizes as they were", () => {
  const [small, large] = defaultRules.sizes as [SizeRules, SizeRules];
  const huge: SizeRules = {
    size: "huge",
    probability: 0.1,
    monthlyPrice: 999,
    sessions: { base: 20, spread: 20 },
  };
  const before = companiesOf(defaultRules, "a");
  const after = companiesOf({ ...defaultRules, sizes: [small, { ...large, probability: 0.2 }, huge] }, "a");
  const sizesAfter = new Set<string>();
  for (const [n, company] of after.entries()) {
    sizesAfter.add(company.size);
    if (company.size !== "huge") expect(company).toEqual(before[n]);
    else expect([company.name, before[n]?.size]).toEqual([before[n]?.name, "large"]);
  }
  expect(sizesAfter).toEqual(new Set(["small", "large", "huge"]));
});

test("a size of probability 0 never occurs, whatever its position", () => {
  const [small, large] = defaultRules.sizes as [SizeRules, SizeRules];
  const never: SizeRules = { ...small, size: "never", probability: 0 };
  for (const sizes of [
    [never, small, large],
    [small, never, large],
    [small, large, never],
  ]) {
    expect(companiesOf({ ...defaultRules, sizes }, "a")).toEqual(companiesOf(defaultRules, "a"));
  }
});

test("probabilities that add up to just below 1 leave no company without a size", () => {
  const sizes = Array.from({ length: 10 }, (_, n): SizeRules => {
    return { size: `size ${n}`, probability: 0.1 - 1e-11, monthlyPrice: 1, sessions: { base: 1, spread: 0 } };
  });
  expect(new Set(companiesOf({ ...defaultRules, sizes }, "a").map(({ size }) => size)).size).toBe(10);
});

// Rounding leaves over next to nothing, which is hardly ever drawn; here it is most.
test("what the probabilities leave over goes to the last size that can occur", () => {
  const sizes = [0.1, 0.1, 0].map((probability, n): SizeRules => {
    return { size: `size ${n}`, probability, monthlyPrice: 1, sessions: { base: 1, spread: 0 } };
  });
  const drawn = companiesOf({ ...defaultRules, companies: 100, sizes }, "a").map(({ size }) => size);
  expect(new Set(drawn)).toEqual(new Set(["size 0", "size 1"]));
  expect(drawn.filter((size) => size === "size 1").length).toBeGreaterThan(70);
});

test("sizes of which none can occur are refused", () => {
  const sizes = defaultRules.sizes.map((size) => ({ ...size, probability: 0 }));
  expect(() => companiesOf({ ...defaultRules, sizes }, "a")).toThrow(
    new RangeError("no company size has a probability above 0"),
  );
});

describe("the default dataset", () => {
  test("begins with these companies", () => {
    const first = companiesOf({ ...defaultRules, companies: 3, months: 1 }, defaultRandomSeed);
    const shown = first.map(({ sessionTimes, createdAt, ...rest }) => ({
      ...rest,
      createdAt: new Date(createdAt).toISOString(),
      sessions: sessionTimes.map((ms) => new Date(ms).toISOString()).join(" "),
      durations: durationsOf(defaultRules, defaultRandomSeed, rest.companyId, sessionTimes.length).join(" "),
    }));
    expect(shown).toMatchInlineSnapshot(`
      [
        {
          "companyId": 1,
          "createdAt": "2025-01-01T17:01:56.501Z",
          "durations": "864 769 1093",
          "name": "Indigo Instruments Corp.",
          "sessions": "2025-01-02T08:36:19.221Z 2025-01-10T01:16:00.386Z 2025-01-13T01:12:38.446Z",
          "size": "small",
        },
        {
          "companyId": 2,
          "createdAt": "2025-01-01T10:01:04.302Z",
          "durations": "839 789 534 995 474",
          "name": "Crimson Energy Inc.",
          "sessions": "2025-01-02T14:22:07.529Z 2025-01-15T14:29:41.630Z 2025-01-20T03:02:36.430Z 2025-01-24T19:29:43.435Z 2025-01-28T16:18:15.337Z",
          "size": "small",
        },
        {
          "companyId": 3,
          "createdAt": "2025-01-12T04:48:32.331Z",
          "durations": "800",
          "name": "Western Dynamics Group",
          "sessions": "2025-01-27T14:37:13.274Z",
          "size": "small",
        },
      ]
    `);
  });

  // Another hash means other rows for the same seed: raise generatorVersion, and say so in the commit.
  test("has these rows", () => {
    const hash = createHash("sha256");
    let sessions = 0;
    for (const company of companiesOf(defaultRules, defaultRandomSeed)) {
      sessions += company.sessionTimes.length;
      hash.update(JSON.stringify(company));
      hash.update(
        durationsOf(defaultRules, defaultRandomSeed, company.companyId, company.sessionTimes.length).join(),
      );
    }
    expect({ sessions, hash: hash.digest("hex") }).toMatchInlineSnapshot(`
      {
        "hash": "158abc7d1addec4a2efe86f7e5a524a9c845baa7a152727ac1de667ce19f31a4",
        "sessions": 26942,
      }
    `);
  });
});

function sizeRulesOf({ sizes }: Rules, { size }: ReadCompany): SizeRules | undefined {
  return sizes.find((rules) => rules.size === size);
}

function probabilityOf(rules: Rules, company: ReadCompany): number {
  return sizeRulesOf(rules, company)?.probability ?? 0;
}

function horizonOf({ startMonth, months }: Rules): (number | undefined)[] {
  const starts = monthStarts(startMonth, months);
  return [starts[0], starts.at(-1)];
}

function sessionsPerMonth({ startMonth, months }: Rules, { sessionTimes }: ReadCompany): number[] {
  const starts = monthStarts(startMonth, months);
  return Array.from({ length: months }, (_, month) => {
    const [from = 0, to = 0] = starts.slice(month);
    return sessionTimes.filter((ms) => ms >= from && ms < to).length;
  });
}

/** A month has no session, or a number that the distribution allows. */
function isAllowed(rules: SizeRules | undefined, count: number): boolean {
  return count === 0 || (rules !== undefined && (sessionProbabilities(rules.sessions)[count] ?? 0) > 0);
}
