import { describe, expect, test } from "vitest";
import { type EventCount, kaplanMeier } from "../../../lib/stats/kaplan-meier";
import { wilsonInterval } from "../../../lib/stats/wilson-interval";

type Observation = readonly [weeks: number, relapse: 0 | 1];

/** Weeks of remission of 42 children, E. J. Freireich et al., Blood 21 (1963). Given 6-mercaptopurine: */
const treated = [
  ...[6, 6, 6, 7, 10, 13, 16, 22, 23].map((weeks): Observation => [weeks, 1]),
  // Still in remission when last seen: censored.
  ...[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map((weeks): Observation => [weeks, 0]),
];
/** Given a placebo; nobody is censored: */
const untreated = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23].map(
  (weeks): Observation => [weeks, 1],
);

/** How many are under observation at each time of a relapse. */
function eventCounts(observations: readonly Observation[]): EventCount[] {
  const relapses = observations.filter(([, relapse]) => relapse === 1).map(([weeks]) => weeks);
  return [...new Set(relapses)].map((time) => ({
    time,
    atRisk: observations.filter(([weeks]) => weeks >= time).length,
    events: relapses.filter((weeks) => weeks === time).length,
  }));
}

/** The estimate and its error by `SurvfuncRight` of statsmodels 0.15.0, the limits by lifelines 0.30.3. */
describe("the remission times under 6-MP have the figures of statsmodels and lifelines", () => {
  const steps = kaplanMeier(eventCounts(treated));
  test.each([
    [0, 6, 21, 3, 0.8571428571, 0.0763603548, 0.6197179553, 0.9515517476],
    [1, 7, 17, 1, 0.8067226891, 0.0869352852, 0.5631465646, 0.9228090192],
    [2, 10, 15, 1, 0.7529411765, 0.096349653, 0.5031995108, 0.8893618352],
    [3, 13, 12, 1, 0.6901960784, 0.1068147078, 0.4316102225, 0.8490659633],
    [4, 16, 11, 1, 0.6274509804, 0.1140538653, 0.367510856, 0.8049121895],
    [5, 22, 7, 1, 0.5378151261, 0.1282337517, 0.2677789368, 0.7467907176],
    [6, 23, 6, 1, 0.4481792717, 0.1345914568, 0.188052006, 0.6801426285],
  ])("step %i, after week %i", (index, time, atRisk, events, value, error, low, high) => {
    const step = steps[index];
    expect(step).toMatchObject({ time, atRisk, events });
    expect(step?.survival.value).toBeCloseTo(value, 9);
    expect(step?.standardError).toBeCloseTo(error, 9);
    expect(step?.survival.low).toBeCloseTo(low, 9);
    expect(step?.survival.high).toBeCloseTo(high, 9);
  });

  test("there is no other step", () => expect(steps).toHaveLength(7));
});

/** The limits by lifelines 0.30.3; without censoring the estimate is the share of those still in remission. */
describe("the remission times under placebo have the limits of lifelines", () => {
  const steps = kaplanMeier(eventCounts(untreated));
  test.each([
    [1, 19, 0.6700458822, 0.975294149],
    [2, 17, 0.5689050599, 0.9238888286],
    [3, 16, 0.5193914153, 0.8932571098],
    [8, 8, 0.1830665488, 0.5777886777],
    [12, 4, 0.0594817014, 0.3774348906],
    [22, 1, 0.003324463, 0.1970449057],
  ])("after week %i", (time, remaining, low, high) => {
    const survival = steps.find((step) => step.time === time)?.survival;
    expect(survival?.value).toBeCloseTo(remaining / 21, 12);
    expect(survival?.low).toBeCloseTo(low, 9);
    expect(survival?.high).toBeCloseTo(high, 9);
  });

  test("after the last relapse nobody is left, and the limits are those of 0 of 21", () => {
    const { survival } = steps.at(-1) ?? {};
    expect(survival?.value).toBe(0);
    expect(survival?.low).toBe(0);
    expect(survival?.high).toBeCloseTo(wilsonInterval(0, 21).high, 12);
  });
});

test("as long as nothing happens, the limits are those of all at risk", () => {
  const [first, second] = kaplanMeier([
    { time: 1, atRisk: 20, events: 0 },
    { time: 2, atRisk: 15, events: 0 },
  ]);
  expect(first?.survival).toEqual(wilsonInterval(20, 20));
  expect(second?.survival).toEqual(wilsonInterval(15, 15));
});

test("a time without an event leaves survival and limits as they are", () => {
  const [before, after] = kaplanMeier([
    { time: 1, atRisk: 20, events: 2 },
    { time: 2, atRisk: 9, events: 0 },
  ]);
  expect(after?.survival).toEqual(before?.survival);
});

test("without times there are no steps", () => {
  expect(kaplanMeier([])).toEqual([]);
});
