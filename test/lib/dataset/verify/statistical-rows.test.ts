import { expect, test } from "vitest";
import { judge } from "../../../../lib/dataset/verify/statistical-rows";

const single = (month: string | undefined, statistic: number, pValue: number) => ({
  month,
  statistic,
  degreesOfFreedom: 1,
  pValue,
});

test("one month that cannot be fails the check, though all months together could be", () => {
  const months = Array.from({ length: 40 }, (_, n) => single(`month ${n}`, 0.1, 0.75));

  const { rows, tests } = judge([{ check: "churn", tests: [single("2025-01", 20, 8e-6), ...months] }]);

  expect(rows).toMatchObject([{ check: "churn", passed: false, test: "chi-square, 41 df" }]);
  expect(rows[0]?.pValue).toBeGreaterThan(0.9);
  expect(rows[0]?.detail).toBe("41 months, the least likely 2025-01: p 8e-6");
  expect(tests.filter(({ passed }) => !passed).map(({ month }) => month)).toEqual(["2025-01"]);
});

test("all months together that cannot be fail the check, though each month could be", () => {
  const months = Array.from({ length: 40 }, (_, n) => single(`month ${n}`, 4, 0.0455));

  const { rows, tests } = judge([{ check: "churn", tests: months }]);

  expect(rows).toMatchObject([{ passed: false, statistic: 160 }]);
  expect(tests.every(({ passed }) => passed)).toBe(true);
});

test("a check of one test is that test, and one without any passes", () => {
  const { rows } = judge([
    { check: "sizes", tests: [single(undefined, 1, 0.317)] },
    { check: "durations", tests: [] },
  ]);

  expect(rows).toEqual([
    { check: "sizes", passed: true, test: "binomial, exact", statistic: 1, pValue: 0.317, detail: "" },
    {
      check: "durations",
      passed: true,
      test: undefined,
      statistic: undefined,
      pValue: undefined,
      detail: "too few rows to test",
    },
  ]);
});

test("a check without any test is no part of the family, also where all others are rejected", () => {
  const { rows } = judge([
    { check: "sizes", tests: [single(undefined, 40, 2.5e-10)] },
    { check: "durations", tests: [] },
  ]);

  expect(rows.map(({ check, passed }) => [check, passed])).toEqual([
    ["sizes", false],
    ["durations", true],
  ]);
});

test("the least likely month is told, wherever it stands", () => {
  const months = [single("2025-01", 0.5, 0.48), single("2025-02", 3, 0.083), single("2025-03", 1, 0.317)];

  const { rows } = judge([
    { check: "all", tests: months },
    { check: "one", tests: months.slice(0, 1) },
  ]);

  expect(rows.map(({ detail }) => detail)).toEqual([
    "3 months, the least likely 2025-02: p 0.083",
    "1 month, the least likely 2025-01: p 0.480",
  ]);
});
