import { expect, test } from "vitest";
import { countsBy, keyOf } from "../../../lib/verify/counts-by";

test("rows are looked up by their key, and what is not there is 0", () => {
  const observed = countsBy(
    [
      { company_size: "small", value: 11, rows: 7 },
      { company_size: "small 1", value: 1, rows: 5 },
    ],
    ({ company_size, value }) => keyOf(company_size, value),
  );

  expect(observed(keyOf("small", 11))).toBe(7);
  expect(observed(keyOf("small 1", 1))).toBe(5);
  expect(observed(keyOf("small", 1))).toBe(0);
  expect(observed(keyOf("small1", 1))).toBe(0);
});
