import { expect, test } from "vitest";
import type { CompanyGroup } from "../../../lib/model/company-group";
import { binomialCumulants } from "../../../lib/model/cumulants";
import { expectedShares } from "../../../lib/model/expected-shares";
import { nearNormalCdf } from "../../../lib/model/near-normal";
import { nearNormalOddsCdf } from "../../../lib/model/near-normal-odds";
import { payingSizes, remainingProbability, revenueOutcomes } from "../../../lib/model/revenue-outcomes";
import { shareIntervals } from "../../../lib/model/share-intervals";
import { solveRising } from "../../../lib/model/solve-rising";
import { combine, mean, merge, type Outcome, quantile, repeat } from "./enumerate";

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

test("the interval of a share is exact also where there are thousands of outcomes", () => {
  const dear = { price: 99, probability: 0.5 };
  const cheap = { price: 19, probability: 0.4 };
  const revenueOf = ({ price, probability }: typeof dear) =>
    repeat(40, [
      [0, 1 - probability],
      [price, probability],
    ]);
  const shares = combine(revenueOf(dear), revenueOf(cheap), (own, others) => own && own / (own + others));

  const [ofDear, ofCheap] = shareIntervals([dear, cheap].map((size) => ({ companies: 40, sizes: [size] })));

  expect(ofDear?.low).toBeCloseTo(quantile(shares, 0.025), 8);
  expect(ofDear?.high).toBeCloseTo(quantile(shares, 0.975), 8);
  const others = combine(revenueOf(cheap), revenueOf(dear), (own, others) => own && own / (own + others));
  expect(ofCheap?.low).toBeCloseTo(quantile(others, 0.025), 8);
  expect(ofCheap?.high).toBeCloseTo(quantile(others, 0.975), 8);
});

test("the paying sizes are those with a price that a company may have and pay", () => {
  const groups = [
    {
      companies: 10_000,
      sizes: [
        { price: 19, probability: 0.5 },
        { price: 0, probability: 0.1 },
        { price: 9, probability: 0 },
      ],
    },
    { companies: 0, sizes: [small] },
    { companies: 3, sizes: [{ price: 99, probability: 1 }] },
  ];
  expect(payingSizes(groups)).toEqual([
    // 5000 active companies, 257 more or fewer, see the test of `binomialRange`.
    { price: 19, probability: 0.5, place: 0, group: 0, companies: 10_000, width: 515 },
    { price: 99, probability: 1, place: 4, group: 2, companies: 3, width: 1 },
  ]);
});

test("what one size takes is no longer there for the others of its group", () => {
  const groups = [
    { companies: 2, sizes: [{ price: 10, probability: 0.5 }, small] },
    { companies: 5, sizes: [large] },
  ];
  const [first, second, other] = payingSizes(groups);
  if (!first || !second || !other) throw new Error("three sizes pay");

  expect(revenueOutcomes(groups, [first])).toEqual([
    { probability: expect.closeTo(0.25, 12), revenues: [0], left: [2, 5] },
    { probability: expect.closeTo(0.5, 12), revenues: [10], left: [1, 5] },
    { probability: expect.closeTo(0.25, 12), revenues: [20], left: [0, 5] },
  ]);
  expect(remainingProbability({ ...second, probability: 0.2 }, [first, other])).toBeCloseTo(0.2 / 0.5, 12);
  expect(remainingProbability(second, [{ ...first, probability: 1 }])).toBe(0);
});

test("outcomes with a probability below 1e-9 are left out, and they do not matter", () => {
  const groups = [{ companies: 500, sizes: [small, large] }];
  const outcomes = revenueOutcomes(groups, payingSizes(groups));
  expect(Math.min(...outcomes.map(({ probability }) => probability))).toBeGreaterThanOrEqual(1e-9);
  expect(outcomes.reduce((sum, { probability }) => sum + probability, 0)).toBeGreaterThan(1 - 1e-4);
});

// The r-th cumulant of c * N is c^r times that of N.
test("where no size has few outcomes, revenues are weighed as nearly normal sums", () => {
  const groups = [
    { companies: 20_000, sizes: [{ price: 3, probability: 0.1 }] },
    { companies: 10_000, sizes: [{ price: 2, probability: 0.3 }] },
  ];
  const sizes = payingSizes(groups);
  const [own] = sizes;
  if (!own) throw new Error("two sizes pay");
  const odds = 1.01;
  const [k1, k2, k3, k4] = binomialCumulants(20_000, 0.1);
  const [l1, l2, l3, l4] = binomialCumulants(10_000, 0.3);
  const b = -2 * odds;
  const difference = [
    3 * k1 + b * l1,
    9 * k2 + b ** 2 * l2,
    27 * k3 + b ** 3 * l3,
    81 * k4 + b ** 4 * l4,
  ] as const;

  const found = nearNormalOddsCdf(groups, sizes)(own)(odds);

  expect(found).toBeCloseTo(nearNormalCdf(difference, 0), 12);
  expect(found).toBeGreaterThan(0.5);
});

test("where nobody churns the only size has all of the revenue, however many companies it has", () => {
  for (let companies = 1; companies <= 40; companies += 1) {
    const [share] = expectedShares([{ companies, sizes: [{ price: 1, probability: 1 }] }]);
    expect(share).toBeCloseTo(1, 10);
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
          const others = revenues.reduce((total, mrr) => total + mrr, -own);
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
  expect(solveRising((x) => x, 0, 60)).toBe(0);
});

test("of many roots the lowest is found", () => {
  expect(solveRising((x) => (x < 0.3 ? -0.5 : 0), -60, 60)).toBeCloseTo(0.3, 8);
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
          revenues: state.revenues.map((mrr, place) => mrr + (place === first + index ? price : 0)),
        })),
      ]);
    }
    first += sizes.length;
  }
  return Array.from({ length: places }, (_, place) =>
    merge(
      states.map(({ probability, revenues }): Outcome => {
        const total = revenues.reduce((sum, mrr) => sum + mrr, 0);
        return [total > 0 ? (revenues[place] ?? 0) / total : 0, probability];
      }),
    ),
  );
}
