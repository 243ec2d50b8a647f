import { expect, test } from "vitest";
import {
  defaultRandomSeed,
  defaultRules,
  type Rules,
  signUpsPerMonth,
  totalCompanies,
} from "../../../lib/dataset/rules";

test("the default startup has 500 companies over 2025: 70 % small at 19 dollars, 30 % large at 99", () => {
  expect(defaultRules).toEqual({
    companies: 500,
    startMonth: "2025-01",
    months: 12,
    sizes: [
      { size: "small", probability: 0.7, monthlyPrice: 19, sessions: { base: 5, spread: 5 } },
      { size: "large", probability: 0.3, monthlyPrice: 99, sessions: { base: 10, spread: 10 } },
    ],
  });
});

test("the default dataset is generated with the seed startup", () => {
  expect(defaultRandomSeed).toBe("startup");
});

test.each<[string, Partial<Rules>, number[]]>([
  ["nobody signs up after the first month unless the rules say so", {}, [500, 0, 0, 0, 0]],
  ["as many sign up every month", { newCustomers: 20 }, [500, 20, 20, 20, 20]],
  ["a list counts from month 2 and is followed by nobody", { newCustomers: [3, 0, 7] }, [500, 3, 0, 7, 0]],
  [
    "growth is a part of all that have signed up",
    { companies: 100, newCustomers: { growth: 0.1 } },
    [100, 10, 11, 12, 13],
  ],
  [
    "a tenth of a company a month is one now and then",
    { companies: 2, newCustomers: { growth: 0.2 } },
    [2, 0, 1, 0, 1],
  ],
])("%s", (_, change, signUps) => {
  const rules = { ...defaultRules, months: 5, ...change };
  expect(signUpsPerMonth(rules)).toEqual(signUps);
  expect(totalCompanies(rules)).toBe(signUps.reduce((sum, count) => sum + count, 0));
  expect(signUpsPerMonth({ ...rules, months: 2 }, 5)).toEqual(signUps);
});
