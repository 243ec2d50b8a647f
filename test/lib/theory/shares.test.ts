import { expect, test } from "vitest";
import type { CompanyGroup } from "../../../lib/theory/company-group";
import { expectedShares } from "../../../lib/theory/expected-shares";
import { nearNormalOddsCdf } from "../../../lib/theory/near-normal-odds";
import { payingSizes, revenueOutcomes } from "../../../lib/theory/revenue-outcomes";
import { shareIntervals } from "../../../lib/theory/share-intervals";
import { solveRising } from "../../../lib/theory/solve-rising";
import { mean, merge, type Outcome, quantile } from "./enumerate";

const small = { price: 19, probability: 0.6 };
const large = { price: 99, probability: 0.3 };
const cases: readonly { name: string; groups: readonly CompanyGroup[] }[] = [
  { name: "one company", groups: [{ companies: 1, sizes: [small, large] }] },
  { name: "five companies", groups: [{ companies: 5, sizes: [small, large] }] },
  { name: "one of each size", groups: [small, large].map((size) => ({ companies: 1, sizes: [size] })) },
  {
    name: "known sizes",
    groups: [
      { companies: 4, sizes: [{ price: 19.99, probability: 0.8 }] },
      { companies: 3, sizes: [{ price: 0.01, probability: 0.9 }] },
      { companies: 2, sizes: [{ price: 1_000_000, probability: 0.1 }] },
    ],
  },
  {
    name: "three sizes, one of them free",
    groups: [
      { companies: 4, sizes: [{ price: 0, probability: 0.5 }, { price: 5, probability: 0.2 }, large] },
    ],
  },
  { name: "nobody churns", groups: [{ companies: 3, sizes: [{ price: 7, probability: 1 }] }] },
  {
    name: "nobody is active",
    groups: [
      {
        companies: 3,
        sizes: [
          { price: 7, probability: 0 },
          { price: 8, probability: 0 },
        ],
      },
    ],
  },
  {
    name: "no companies of a size",
    groups: [
      { companies: 0, sizes: [small] },
      { companies: 2, sizes: [large] },
    ],
  },
];

test.each(cases)("expected shares are those of all outcomes: $name", ({ groups }) => {
  const found = expectedShares(groups);
  for (const [place, outcomes] of enumerateShares(groups).entries()) {
    expect(found[place]).toBeCloseTo(mean(outcomes), 10);
  }
});

test.each(cases)("intervals of shares are those of all outcomes: $name", ({ groups }) => {
  const found = shareIntervals(groups);
  for (const [place, outcomes] of enumerateShares(groups).entries()) {
    const low = quantile(outcomes, 0.025);
    const high = quantile(outcomes, 0.975);
    expect(found[place]?.low).toBeCloseTo(low, 8);
    expect(found[place]?.high).toBeCloseTo(high, 8);
    expect(found[place]?.low).toBeLessThanOrEqual(low);
    expect(found[place]?.high).toBeGreaterThanOrEqual(high);
  }
});

test("expected shares add up to the probability of any revenue", () => {
  const [first = 0, second = 0] = expectedShares([{ companies: 3, sizes: [small, large] }]);
  expect(first + second).toBeCloseTo(1 - 0.1 ** 3, 12);
  const [many = 0, more = 0] = expectedShares([{ companies: 10_000_000, sizes: [small, large] }]);
  expect(many + more).toBeCloseTo(1, 10);
  expect(many).toBeCloseTo((0.6 * 19) / (0.6 * 19 + 0.3 * 99), 6);
});

// Where there are too many outcomes to go through for every share, going through them once is the test.
test.each([
  { name: "two sizes", groups: [{ companies: 1000, sizes: [small, large] }], tolerance: 0.001 },
  {
    name: "three sizes",
    groups: [
      {
        companies: 60,
        sizes: [
          { price: 9, probability: 0.3 },
          { price: 19, probability: 0.3 },
          { price: 99, probability: 0.2 },
        ],
      },
    ],
    tolerance: 0.001,
  },
  {
    name: "few active companies",
    groups: [0.4, 0.3, 0.25, 0.2].map((probability, index) => ({
      companies: 12,
      sizes: [{ price: 9 + 10 * index, probability }],
    })),
    tolerance: 0.002,
  },
  {
    name: "few dear companies among many cheap ones",
    groups: [
      {
        companies: 300,
        sizes: [
          { price: 0.01, probability: 0.5 },
          { price: 1_000_000, probability: 0.005 },
          { price: 50, probability: 0.3 },
        ],
      },
    ],
    tolerance: 0.002,
  },
])("a nearly normal share is within $tolerance of the exact one: $name", ({ groups, tolerance }) => {
  const sizes = payingSizes(groups);
  const outcomes = revenueOutcomes(groups, sizes);
  for (const [place, own] of sizes.entries()) {
    const cdf = nearNormalOddsCdf(groups, sizes)(own);
    for (const probability of [0.025, 0.975]) {
      const logOdds = solveRising((y) => cdf(Math.exp(y)) - probability, -60, 60);
      const odds = logOdds <= -60 ? 0 : Math.exp(logOdds);
      // Revenues that are equal but for rounding count as equal; the quantile may be such a value.
      const probabilityOf = (holds: (own: number, limit: number) => boolean) =>
        outcomes.reduce((sum, { probability, revenues }) => {
          const own = revenues[place] ?? 0;
          const others = revenues.reduce((total, revenue) => total + revenue, -own);
          return sum + (holds(own, odds * others) ? probability : 0);
        }, 0);
      expect(probabilityOf((own, limit) => own < limit * (1 - 1e-6))).toBeLessThan(probability + tolerance);
      expect(probabilityOf((own, limit) => own <= limit * (1 + 1e-6))).toBeGreaterThan(
        probability - tolerance,
      );
    }
  }
});

test("a root is found in steps and in smooth functions, and the ends stand for none", () => {
  expect(solveRising((x) => x ** 3 - 8, -60, 60)).toBeCloseTo(2, 8);
  expect(solveRising((x) => (x < 0.3 ? -0.5 : 0.5), -60, 60)).toBeCloseTo(0.3, 8);
  expect(solveRising(() => 1, -60, 60)).toBe(-60);
  expect(solveRising(() => -1, -60, 60)).toBe(60);
});

/** The share of each size, by going through what every single company may be. */
function enumerateShares(groups: readonly CompanyGroup[]): Outcome[][] {
  const places = groups.flatMap(({ sizes }) => sizes).length;
  let states = [{ probability: 1, revenues: Array<number>(places).fill(0) }];
  let first = 0;
  for (const { companies, sizes } of groups) {
    const none = 1 - sizes.reduce((sum, { probability }) => sum + probability, 0);
    for (let company = 0; company < companies; company += 1) {
      states = states.flatMap((state) => [
        { ...state, probability: state.probability * none },
        ...sizes.map(({ price, probability }, index) => ({
          probability: state.probability * probability,
          revenues: state.revenues.map((revenue, place) => revenue + (place === first + index ? price : 0)),
        })),
      ]);
    }
    first += sizes.length;
  }
  return Array.from({ length: places }, (_, place) =>
    merge(
      states.map(({ probability, revenues }): Outcome => {
        const total = revenues.reduce((sum, revenue) => sum + revenue, 0);
        return [total > 0 ? (revenues[place] ?? 0) / total : 0, probability];
      }),
    ),
  );
}
