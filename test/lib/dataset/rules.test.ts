import { expect, test } from "vitest";
import { defaultRandomSeed, defaultRules } from "../../../lib/dataset/rules";

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

test("the default dataset is made with the seed startup", () => {
  expect(defaultRandomSeed).toBe("startup");
});
