import { expect, test } from "vitest";
import { activeSessions } from "../../../lib/dataset/session-distribution";
import {
  activeSessionsCumulants,
  binomialCumulants,
  type Cumulants,
  compoundCumulants,
  discreteCumulants,
  timesCumulants,
} from "../../../lib/model/cumulants";
import { type Outcome, repeat, sessionsOfMonth } from "./enumerate";

test("a die has the cumulants of the textbook", () => {
  const die = discreteCumulants([1, 2, 3, 4, 5, 6], Array(6).fill(1 / 6));
  expectClose(die, [3.5, 35 / 12, 0, -259 / 24]);
  expectClose(timesCumulants(2, die), [7, 35 / 6, 0, -259 / 12]);
});

test("a binomial count has those of all its outcomes", () => {
  const all = repeat(6, [
    [0, 0.7],
    [1, 0.3],
  ]);
  expectClose(binomialCumulants(6, 0.3), of(all));
});

test("the sessions of a binomial number of active companies have those of all outcomes", () => {
  for (const law of [
    { base: 3, spread: 3 },
    { base: 4, spread: 1 },
    { base: 2, spread: 0 },
  ]) {
    const active = activeSessions(law);
    if (!active) throw new Error("no company is active");
    const churn = sessionsOfMonth(law)
      .filter(([value]) => value === 0)
      .reduce((sum, [, p]) => sum + p, 0);
    const probability = 0.6;
    const one: Outcome[] = sessionsOfMonth(law)
      .filter(([value]) => value > 0)
      .map(([value, p]) => [value, (p / (1 - churn)) * probability]);
    const all = repeat(3, [[0, 1 - probability], ...one]);
    const each = activeSessionsCumulants(active);
    expectClose(compoundCumulants(binomialCumulants(3, probability), each), of(all));
  }
});

test("an active small company has 60/11 sessions on average, a large one 220/21", () => {
  const meanOf = (base: number) => {
    const active = activeSessions({ base, spread: base });
    return active && activeSessionsCumulants(active)[0];
  };
  expect(meanOf(5)).toBeCloseTo(60 / 11, 12);
  expect(meanOf(10)).toBeCloseTo(220 / 21, 12);
});

function of(outcomes: readonly Outcome[]): Cumulants {
  return discreteCumulants(
    outcomes.map(([value]) => value),
    outcomes.map(([, probability]) => probability),
  );
}

function expectClose(found: Cumulants, expected: Cumulants) {
  for (const [order, value] of expected.entries()) expect(found[order]).toBeCloseTo(value, 9);
}
