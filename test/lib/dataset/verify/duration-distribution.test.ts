import { expect, test } from "vitest";
import { durationEdges, shorterProbability } from "../../../../lib/dataset/verify/duration-distribution";

test("durations are cut at the quantiles of their law, in whole seconds", () => {
  expect(durationEdges(1)).toEqual([]);
  // The mean, and the quartiles of the normal distribution, 0.67449 standard deviations of 300 s away.
  expect(durationEdges(2)).toEqual([900]);
  expect(durationEdges(4)).toEqual([698, 900, 1102]);
});

test.each([
  // Rounded to 0: from -0.5 to 0.5, where the density is that 3 standard deviations below the mean, 0.0044318 / 300.
  [1, 1.4773e-5],
  // Half, less half a second of the density 0.39894 / 300, and less what is negative beyond -899.5.
  [900, 0.499335],
  [1200, 0.84094],
  [10_000, 1],
])("a session is shorter than %i s with probability %d", (seconds, probability) => {
  expect(shorterProbability(seconds)).toBeCloseTo(probability, seconds === 1 ? 9 : 5);
});
