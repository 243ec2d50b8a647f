import { expect, test } from "vitest";
import { formatPValue } from "../../../lib/text/format-p-value";

test.each([
  [1, "1.000"],
  [0.0416, "0.042"],
  [0.001, "0.001"],
  [0.000999, "1e-3"],
  [3.4e-7, "3e-7"],
  [1e-12, "1e-12"],
  [9.9e-13, "< 1e-12"],
  [0, "< 1e-12"],
])("a p-value of %d reads %s", (pValue, text) => {
  expect(formatPValue(pValue)).toBe(text);
});
