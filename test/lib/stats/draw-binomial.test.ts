import { expect, test } from "vitest";
import { chiSquareTest, poolCells } from "../../../lib/stats/chi-square-test";
import { binomialsDrawer } from "../../../lib/stats/draw-binomial";
import { type RandomStream, randomStream } from "../../../lib/stats/random-stream";
import { binomialOutcomes } from "../model/enumerate";

const DRAWS = 100_000;

function drawBinomial(random: RandomStream, trials: number, probability: number): number {
  return binomialsDrawer(probability)(random, Float64Array.of(trials))[0] ?? Number.NaN;
}

function draws(random: RandomStream, trials: number, probability: number): number[] {
  return Array.from({ length: DRAWS }, () => drawBinomial(random, trials, probability));
}

test.each([
  [1, 0.5],
  [5, 1 / 12],
  [30, 0.3],
  [350, 1 / 22],
  // 10 successes are expected: from here on draws are rejected.
  [20, 0.5],
  [120, 1 / 12],
  [350, 1 / 12],
  [41, 0.7],
  [2000, 0.95],
  [10_000, 0.4],
])("draws from %i trials with probability %d have the binomial distribution", (trials, probability) => {
  const random = randomStream("binomial", 0, `${trials} ${probability}`);
  const drawn = draws(random, trials, probability);
  const counts = new Map<number, number>();
  for (const count of drawn) counts.set(count, (counts.get(count) ?? 0) + 1);

  const cells = binomialOutcomes(trials, probability).map(([count, expected]) => ({
    observed: counts.get(count) ?? 0,
    probability: expected,
  }));

  expect(cells.reduce((sum, { observed }) => sum + observed, 0)).toBe(DRAWS);
  expect(chiSquareTest(poolCells(cells)).pValue).toBeGreaterThan(0.001);
});

test("ten million trials have the mean and the deviation of the binomial, to 4 standard errors", () => {
  const drawn = draws(randomStream("binomial", 0, "many"), 10_000_000, 1 / 12);
  const expected = 10_000_000 / 12;
  const deviation = Math.sqrt((expected * 11) / 12);
  const average = drawn.reduce((sum, count) => sum + count, 0) / DRAWS;
  const squares = drawn.reduce((sum, count) => sum + (count - expected) ** 2, 0) / DRAWS;
  expect(Math.abs(average - expected)).toBeLessThan((4 * deviation) / Math.sqrt(DRAWS));
  expect(Math.abs(Math.sqrt(squares) - deviation)).toBeLessThan((4 * deviation) / Math.sqrt(2 * DRAWS));
});

test("without a chance nothing is drawn, with certainty all, and neither takes a random number", () => {
  const none: RandomStream = () => {
    throw new Error("a random number was drawn");
  };
  expect([drawBinomial(none, 0, 0.5), drawBinomial(none, 7, 0), drawBinomial(none, 7, 1)]).toEqual([0, 0, 7]);
});

test("a random number just below 1 never draws more than all", () => {
  expect(drawBinomial(() => 1 - 2 ** -32, 3, 0.5)).toBe(3);
  // The rounded probabilities of 0, 1 and 2 add up to less than this number.
  expect(drawBinomial(() => 1 - 2 ** -53, 2, 0.16)).toBe(2);
});

test("the same stream draws the same counts on any machine", () => {
  const random = randomStream("binomial", 0, "snapshot");
  expect([1, 20, 500, 1_000_000].map((trials) => drawBinomial(random, trials, 0.3))).toMatchInlineSnapshot(`
    [
      0,
      8,
      137,
      299433,
    ]
  `);
});
