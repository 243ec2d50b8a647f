import { expect, test } from "vitest";
import { parseNumber } from "../../../lib/commands/parse-number";

test.each([
  ["1000", 1000],
  ["1,000", 1000],
  ["1_000_000", 1_000_000],
  ["1e3", 1000],
  ["-5", -5],
  ["0.5", 0.5],
  ["-1,000", -1000],
])("%s is a number", (text, number) => {
  expect(parseNumber(text)).toBe(number);
});

test.each(["", " ", "many", "1,00", "1 000", ",100", "1,0000", "1000,000", "10,00,000"])(
  "%j is none",
  (text) => {
    expect(() => parseNumber(text)).toThrow(/^It must be a number\.$/);
  },
);

test.each([
  ["1.000", "1000 or 1"],
  [" 12.500 ", "12500 or 12.5"],
])("%j is refused, since it may mean %s", (text, meanings) => {
  expect(() => parseNumber(text)).toThrow(`It may mean ${meanings}; write thousands as 1000 or 1,000.`);
});
