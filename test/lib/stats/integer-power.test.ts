import { expect, test } from "vitest";
import { integerPower } from "../../../lib/stats/integer-power";

test.each([
  { base: 0.5, exponent: 0, power: 1 },
  { base: 0, exponent: 0, power: 1 },
  { base: 0, exponent: 3, power: 0 },
  { base: 3, exponent: 1, power: 3 },
  { base: 3, exponent: 13, power: 1_594_323 },
  { base: -0.5, exponent: 5, power: -0.03125 },
])("$base to the power of $exponent is $power", ({ base, exponent, power }) => {
  expect(integerPower(base, exponent)).toBe(power);
});

test("hundreds of factors keep 13 digits", () => {
  for (let exponent = 1; exponent <= 480; exponent += 1)
    expect(integerPower(0.97, exponent) / 0.97 ** exponent).toBeCloseTo(1, 13);
});
