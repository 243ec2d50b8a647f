import { Command } from "commander";
import { expect, test } from "vitest";
import { addRulesOptions, hasRulesFlags, parseNumber, rulesOf } from "../../../lib/commands/options";
import { defaultRandomSeed, defaultRules } from "../../../lib/dataset/rules";

const flagsOf = (...args: string[]) => {
  const program = addRulesOptions(new Command());
  program.parse(args, { from: "user" });
  return rulesOf(program.opts());
};

test("without flags it is the default startup", () => {
  expect(flagsOf()).toEqual({ rules: defaultRules, randomSeed: defaultRandomSeed });
});

test("each flag changes what it names", () => {
  const flags = ["--companies", "1,000", "--months", "24", "--start", "2024-02", "--seed", "demo"];
  expect(flagsOf(...flags)).toEqual({
    rules: { ...defaultRules, companies: 1000, months: 24, startMonth: "2024-02" },
    randomSeed: "demo",
  });
});

test("a flag counts as given also with the value it has without", () => {
  const isGiven = (...args: string[]) => {
    const program = addRulesOptions(new Command()).option("--folder <path>");
    return hasRulesFlags(program.parse(args, { from: "user" }));
  };
  expect([isGiven(), isGiven("--folder", "out")]).toEqual([false, false]);
  expect(isGiven("--companies", "500")).toBe(true);
  expect(isGiven("--seed", "demo")).toBe(true);
});

test("the help says what each flag is and what it is without", () => {
  expect(addRulesOptions(new Command()).helpInformation()).toMatchInlineSnapshot(`
    "Usage:  [options]

    Options:
      --companies <number>  number of companies (default: 500)
      --months <number>     number of months (default: 12)
      --start <month>       the first month (default: "2025-01")
      --seed <text>         seed of the random streams (default: "startup")
      -h, --help            display help for command
    "
  `);
});

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
