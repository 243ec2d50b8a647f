import { expect, test } from "vitest";
import { churnProbability, retentionProbability } from "../../../lib/dataset/churn";
import type { SizeRules } from "../../../lib/dataset/rules";
import {
  activeAfter,
  classesGiven,
  customerClasses,
  EXACT_CLASSES,
  returnedAfter,
  SIMULATED_CLASSES,
} from "../../../lib/model/customer-classes";
import { sizeWith } from "./enumerate";
import { enumerateLives, probabilityOf } from "./enumerate-lives";

const size = sizeWith({ base: 3, spread: 1 });
const differing: SizeRules = { ...size, churn: { mean: 0.2, polarization: 0.3 } };

test("companies with one churn rate are one class", () => {
  expect(customerClasses(sizeWith({ base: 5, spread: 5 }), 12, 20)).toEqual([
    { churnRate: 1 / 12, weight: 1 },
  ]);
  expect(customerClasses({ ...size, churn: 0.03 }, 12, 20)).toEqual([{ churnRate: 0.03, weight: 1 }]);
});

test("as many classes as half of the months, and at most so many", () => {
  const count = (months: number, most: number) => customerClasses(differing, months, most).length;
  expect([1, 2, 3, 12, 39, 40].map((months) => count(months, 20))).toEqual([1, 2, 2, 7, 20, 20]);
  expect(count(120, 5)).toBe(5);
});

const polarizations = [0.001, 0.05, 0.3, 0.9];
const churns = [0.0001, 0.05, 0.3, 0.9].flatMap((mean) =>
  polarizations.map((polarization) => ({ mean, polarization })),
);

test.each(churns)(
  "the classes keep as many customers as the beta distribution of mean $mean and polarization $polarization",
  (churn) => {
    const left = (months: number, most: number, upTo = months) =>
      customerClasses({ ...size, churn }, upTo, most).reduce(
        (sum, { churnRate, weight }) => sum + weight * (1 - churnRate) ** months,
        0,
      );
    const error = (months: number, most: number) =>
      Math.abs(left(months, most) - retentionProbability({ ...size, churn }, months));
    for (const months of [1, 5, 12, 39]) expect(error(months, SIMULATED_CLASSES)).toBeLessThan(1e-12);
    expect(Math.abs(left(7, 20, 12) - retentionProbability({ ...size, churn }, 7))).toBeLessThan(1e-12);
    expect(error(121, SIMULATED_CLASSES)).toBeLessThan(2e-7);
    expect(error(481, SIMULATED_CLASSES)).toBeLessThan(2e-7);
    expect(error(121, EXACT_CLASSES)).toBeLessThan(1e-11);
    expect(error(481, EXACT_CLASSES)).toBeLessThan(1e-11);
  },
);

test.each([
  [0.3, 0.1],
  [0.9, 0.8],
  [0.2, 0],
  [0, 0],
  [0, 0.4],
  [1, 1],
])(
  "customers and those gone are active later as month by month: churn %d, return %d",
  (churnRate, returnRate) => {
    let [customer, gone] = [1, 0];
    for (let months = 0; months < 8; months += 1) {
      expect(activeAfter(months, churnRate, returnRate)).toBeCloseTo(customer, 14);
      expect(returnedAfter(months, churnRate, returnRate)).toBeCloseTo(gone, 14);
      customer = customer * (1 - churnRate) + (1 - customer) * returnRate;
      gone = gone * (1 - churnRate) + (1 - gone) * returnRate;
    }
  },
);

// The churn rate that those that stayed have on average: equation 7 of Fader and Hardie.
test("customers that have stayed have the churn rate of their tenure", () => {
  const classes = customerClasses(differing, 12, 20);
  for (const months of [1, 3, 6]) {
    const average = classesGiven(true, classes, months, 0).reduce(
      (sum, { churnRate, weight }) => sum + weight * churnRate,
      0,
    );
    expect(average).toBeCloseTo(churnProbability(differing, months), 12);
  }
});

test.each([true, false])(
  "whether they are active today (%s) tells of companies that may return what all lives tell",
  (isActive) => {
    const returning = { ...differing, reactivation: 0.25 };
    const lives = enumerateLives(returning, 5);
    const expected =
      probabilityOf(lives, (active) => active[2] === isActive && active[4] === true) /
      probabilityOf(lives, (active) => active[2] === isActive);
    const after = isActive ? activeAfter : returnedAfter;
    const classes = classesGiven(isActive, customerClasses(returning, 5, 20), 3, 0.25);
    expect(classes.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 14);
    expect(
      classes.reduce((sum, { churnRate, weight }) => sum + weight * after(2, churnRate, 0.25), 0),
    ).toBeCloseTo(expected, 12);
  },
);

test("what the rules exclude teaches nothing", () => {
  const classes = [
    { churnRate: 1, weight: 0.4 },
    { churnRate: 1, weight: 0.6 },
  ];
  expect(classesGiven(true, classes, 3, 0)).toEqual(classes);
});
