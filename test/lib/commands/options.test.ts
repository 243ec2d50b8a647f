import { Command } from "commander";
import { expect, test } from "vitest";
import {
  addRulesOptions,
  describedStartup,
  hasRulesFlags,
  parseNumber,
  parseRate,
  type RulesFlags,
} from "../../../lib/commands/options";
import { defaultRandomSeed, defaultRules } from "../../../lib/dataset/rules";
import { rulesFile } from "../../rules-file";

const parsed = (...args: string[]): RulesFlags =>
  addRulesOptions(new Command()).option("--folder <path>").parse(args, { from: "user" }).opts();
const startupOf = (...args: string[]) => describedStartup(parsed(...args));

test("without flags it is the default startup", async () => {
  expect(await startupOf()).toEqual({ rules: defaultRules, randomSeed: defaultRandomSeed });
});

test("each flag changes what it names", async () => {
  const flags = ["--companies", "1,000", "--months", "24", "--start", "2024-02", "--seed", "demo"];
  const [small, large] = defaultRules.sizes;
  expect(await startupOf(...flags, "--churn", "3%", "--new-customers", "20")).toEqual({
    rules: {
      companies: 1000,
      months: 24,
      startMonth: "2024-02",
      newCustomers: 20,
      sizes: [
        { ...small, churn: 0.03 },
        { ...large, churn: 0.03 },
      ],
    },
    randomSeed: "demo",
  });
});

test("a file changes the default rules, and flags change those of the file", async () => {
  const small = { ...defaultRules.sizes[0], probability: 1, churn: { mean: 0.1, polarization: 0.1 } };
  const file = rulesFile(JSON.stringify({ companies: 20, newCustomers: { growth: 0.1 }, sizes: [small] }));
  const rules = { ...defaultRules, companies: 20, newCustomers: { growth: 0.1 }, sizes: [small] };
  expect(await startupOf("--rules", file)).toEqual({ rules, randomSeed: defaultRandomSeed });
  expect(await startupOf("--rules", file, "--companies", "5", "--seed", "demo")).toEqual({
    rules: { ...rules, companies: 5 },
    randomSeed: "demo",
  });
  expect(await startupOf("--churn=0", "--new-customers=0", "--rules", file)).toMatchObject({
    rules: { ...rules, newCustomers: 0, sizes: [{ ...small, churn: 0 }] },
  });
});

test("a flag counts as given even with the value it has without", () => {
  expect([hasRulesFlags(parsed()), hasRulesFlags(parsed("--folder", "out"))]).toEqual([false, false]);
  const flags = ["--companies=500", "--months=12", "--start=2025-01", "--churn=0", "--new-customers=0"];
  for (const flag of [...flags, "--seed=startup", "--rules=rules.json"]) {
    expect([flag, hasRulesFlags(parsed(flag))]).toEqual([flag, true]);
  }
});

test.each([
  ["0.03", 0.03],
  ["3%", 0.03],
  ["1.1 %", 0.011],
  ["0.125", 0.125],
  ["3.125%", 0.03125],
  [".5", 0.5],
  ["0", 0],
  ["100%", 1],
])("%s is a rate", (text, rate) => {
  expect(parseRate(text)).toBe(rate);
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
