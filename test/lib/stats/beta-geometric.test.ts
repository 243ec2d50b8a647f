import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { expect, test } from "vitest";
import { betaGeometricDrawer, fitBetaGeometric } from "../../../lib/stats/beta-geometric";
import type { Estimate } from "../../../lib/stats/estimate";
import { randomStream } from "../../../lib/stats/random-stream";

/** A life table of everybody observed until the end, from how many are left. */
function lifeTableOf(left: readonly number[]) {
  return left.slice(1).map((after, time) => {
    const atRisk = left[time] ?? 0;
    return { time, atRisk, events: atRisk - after };
  });
}

// P. S. Fader and B. G. S. Hardie, "How to project customer retention", 2007, figure 1 and section 4: of 1,000 customers, those
// left after each of seven years, and the parameters that they publish.
test.each([
  { left: [1000, 869, 743, 653, 593, 551, 517, 491], alpha: 0.668, beta: 3.806 },
  { left: [1000, 631, 468, 382, 326, 289, 262, 241], alpha: 0.704, beta: 1.182 },
])("the parameters are the published ones: $alpha and $beta", ({ left, alpha, beta }) => {
  const { mean, polarization } = fitBetaGeometric(lifeTableOf(left));
  const sum = 1 / polarization.value - 1;

  expect((mean.value * sum).toFixed(3)).toBe(alpha.toFixed(3));
  expect(((1 - mean.value) * sum).toFixed(3)).toBe(beta.toFixed(3));
});

test("at the ends of an interval, the best log likelihood is lower by half of the 95% quantile of chi-square", () => {
  const counts = lifeTableOf([1000, 869, 743, 653, 593]);
  // Everything in the terms of the paper, and the best value of the other parameter found by trying.
  const logLikelihood = (mean: number, polarization: number) => {
    const sum = 1 / polarization - 1;
    const probability = (time: number) => (mean * sum) / (sum + time);
    return counts.reduce(
      (total, { time, atRisk, events }) =>
        total + events * Math.log(probability(time)) + (atRisk - events) * Math.log(1 - probability(time)),
      0,
    );
  };
  const tried = Array.from({ length: 8999 }, (_, n) => (n + 1) / 10_000);
  const { mean, polarization } = fitBetaGeometric(counts);
  const most = logLikelihood(mean.value, polarization.value);
  const losses = [
    ...[mean.low, mean.high].map((value) => tried.map((other) => logLikelihood(value, other))),
    ...[polarization.low, polarization.high].map((value) =>
      tried.map((other) => logLikelihood(other, value)),
    ),
  ].map((values) => most - Math.max(...values));

  for (const loss of losses) expect(loss).toBeCloseTo(3.841 / 2, 2);
});

test("the same probability at all times is no polarization, and its p-value is 1", () => {
  const fit = fitBetaGeometric(lifeTableOf([1000, 900, 810, 729]));

  expect(fit.constant.value).toBeCloseTo(0.1, 12);
  expect(fit.mean.value).toBeCloseTo(0.1, 9);
  expect(fit.polarization).toMatchObject({ value: 0, low: 0 });
  expect([fit.likelihoodRatio, fit.pValue]).toEqual([0, 1]);
});

test("the p-value is the probability that a standard normal value exceeds the root of the likelihood ratio", () => {
  const { likelihoodRatio, pValue } = fitBetaGeometric(lifeTableOf([100, 88, 80, 75]));

  expect(pValue).toBeGreaterThan(0.05);
  expect(pValue).toBeCloseTo(1 - normalCdf(Math.sqrt(likelihoodRatio), 0, 1), 9);
});

test("if nobody has the event, the probability is 0 and how it differs is not known", () => {
  const fit = fitBetaGeometric(lifeTableOf([50, 50, 50]));

  expect(fit.constant).toMatchObject({ value: 0, low: 0 });
  expect(fit.mean).toMatchObject({ value: 0, low: 0 });
  expect(fit.polarization).toEqual({ value: 0, low: 0, high: 0.9 });
  expect(fit.pValue).toBe(1);
});

test("if all have the event at once, the probability is 1", () => {
  const fit = fitBetaGeometric(lifeTableOf([50, 0, 0]));

  expect(fit.constant).toMatchObject({ value: 1, high: 1 });
  expect(fit.mean).toMatchObject({ value: 1, high: 1 });
  expect(fit.pValue).toBe(1);
});

test("without anybody at risk nothing is known", () => {
  const { constant, mean, polarization } = fitBetaGeometric([{ time: 0, atRisk: 0, events: 0 }]);

  for (const estimate of [constant, mean]) expect(estimate).toEqual({ value: Number.NaN, low: 0, high: 1 });
  expect(polarization).toEqual({ value: Number.NaN, low: 0, high: 0.9 });
});

test("if half have the event at once and the others never, they differ as far as they can", () => {
  const { polarization } = fitBetaGeometric(lifeTableOf([1000, 500, 500, 500, 500]));

  expect(polarization).toMatchObject({ value: 0.9, high: 0.9 });
});

test("of much data, 95% of the draws lie in the confidence intervals, 2.5% on each side", () => {
  const counts = lifeTableOf([1000, 869, 743, 653, 593, 551, 517, 491]);
  const fit = fitBetaGeometric(counts);
  const draw = betaGeometricDrawer(counts, fit);
  const random = randomStream("beta-geometric", 0, "draws");
  const draws = Array.from({ length: 4000 }, () => draw(random));
  expectTails(
    draws.map(({ mean }) => mean),
    fit.mean,
  );
  expectTails(
    draws.map(({ polarization }) => polarization),
    fit.polarization,
  );
});

test("of little data, draws stay within what is possible", () => {
  const few = [{ time: 0, atRisk: 2, events: 1 }];
  const draw = betaGeometricDrawer(few, fitBetaGeometric(few));
  const random = randomStream("beta-geometric", 0, "few");
  for (let n = 0; n < 500; n += 1) {
    const { mean, polarization } = draw(random);
    expect(mean).toBeGreaterThanOrEqual(0);
    expect(mean).toBeLessThanOrEqual(1);
    expect(polarization).toBeGreaterThanOrEqual(0);
    expect(polarization).toBeLessThanOrEqual(0.9);
  }
});

function expectTails(values: readonly number[], { low, high }: Estimate): void {
  for (const tail of [values.filter((value) => value < low), values.filter((value) => value > high)]) {
    expect(tail.length / values.length).toBeGreaterThan(0.012);
    expect(tail.length / values.length).toBeLessThan(0.04);
  }
}
