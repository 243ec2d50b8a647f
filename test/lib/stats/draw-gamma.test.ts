import { expect, test } from "vitest";
import { drawDirichlet } from "../../../lib/stats/draw-gamma";
import { randomStream } from "../../../lib/stats/random-stream";

test("shares have the mean and the variance of the Dirichlet distribution, and add up to 1", () => {
  const random = randomStream("dirichlet", 0, "shares");
  const draws = Array.from({ length: 4000 }, () => drawDirichlet(random, [0.5, 0, 2.5, 7]));
  // By hand: the weights add up to 10, shares have the variance mean * (1 - mean) / 11.
  for (const [place, mean] of [0.05, 0, 0.25, 0.7].entries()) {
    const values = draws.map((shares) => shares[place] ?? Number.NaN);
    const variance = (mean * (1 - mean)) / 11;
    const error = 4.5 * Math.sqrt(variance / draws.length);
    expect(Math.abs(average(values) - mean)).toBeLessThanOrEqual(error);
    const squares = average(values.map((value) => (value - mean) ** 2));
    expect(Math.abs(squares - variance)).toBeLessThanOrEqual(0.15 * variance);
  }
  for (const shares of draws) expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
});

test("weights so large or small that their variates have no double are drawn", () => {
  const random = randomStream("dirichlet", 0, "extreme");
  expect(drawDirichlet(random, [1e9, 1e9])[0]).toBeCloseTo(0.5, 3);
  expect(drawDirichlet(random, [1e-5, 1e-5]).reduce((sum, share) => sum + share, 0)).toBe(1);
});

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
