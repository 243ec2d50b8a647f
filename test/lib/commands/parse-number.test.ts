import { expect, test } from "vitest";
import { parseNumber } from "../../../lib/commands/parse-number";

test.each([
  ["1000", 1000],
  ["1,000", 1000],
  ["1_000_000", 1_000_000],
  ["1e3", 1000],
  ["-5", -5],
  ["0.5", 0.5],
])("%s is a number", (text, number) => {
  expect(parseNumber(text)).toBe(number);
});

test.each(["", " ", "many", "1,00", "1 000", ",100"])("%j is none", (text) => {
  expect(() => parseNumber(text)).toThrow(/^It must be a number\.$/);
});
