import { expect, test } from "vitest";
import { fitBetaGeometric } from "../../../lib/stats/beta-geometric";
import { betaGeometricDrawer } from "../../../lib/stats/draw-beta-geometric";
import type { Estimate } from "../../../lib/stats/estimate";
import { randomStream } from "../../../lib/stats/random-stream";

// Customers of a high-end plan by year: P. S. Fader and B. G. S. Hardie, "How to project customer retention", 2007, table 1.
const alive = [1000, 869, 743, 653, 593, 551, 517, 491];
const counts = alive
  .slice(0, -1)
  .map((atRisk, time) => ({ time, atRisk, events: atRisk - (alive[time + 1] ?? 0) }));

test("of much data, 95% of the draws lie in the confidence intervals, 2.5% on each side", () => {
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
