import { expect, test } from "vitest";
import { drawMultinomial } from "../../../lib/stats/draw-multinomial";
import { type RandomStream, randomStream } from "../../../lib/stats/random-stream";

const average = (numbers: Float64Array) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

test("every count is divided whole, in the parts of the probabilities, to 4 standard errors", () => {
  const probabilities = [0.2, 0, 0.5, 0.3];
  const counts = new Float64Array(10_000).fill(100);
  const drawn = drawMultinomial(randomStream("divide", 1, "kinds"), counts, probabilities);
  for (const index of counts.keys()) {
    expect(drawn.reduce((sum, ofKind) => sum + (ofKind[index] ?? 0), 0)).toBe(100);
  }
  for (const [kind, probability] of probabilities.entries()) {
    const error = Math.sqrt((100 * probability * (1 - probability)) / 10_000);
    expect(Math.abs(average(drawn[kind] ?? counts) - 100 * probability)).toBeLessThanOrEqual(4 * error);
  }
  // The covariance of two kinds is -n p q.
  const product = average(counts.map((_, index) => (drawn[0]?.[index] ?? 0) * (drawn[2]?.[index] ?? 0)));
  expect(Math.abs(product - 20 * 50 + 100 * 0.2 * 0.5)).toBeLessThan(4);
});

test("with one kind, and with nothing to divide, nothing is drawn", () => {
  const never: RandomStream = () => {
    throw new Error("drawn");
  };
  expect(drawMultinomial(never, Float64Array.of(3, 0), [1])).toEqual([Float64Array.of(3, 0)]);
  expect(drawMultinomial(never, Float64Array.of(0), [0.5, 0.5])).toEqual([
    Float64Array.of(0),
    Float64Array.of(0),
  ]);
});
