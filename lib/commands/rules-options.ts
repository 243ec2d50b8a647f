import type { Command } from "commander";
import { defaultRandomSeed, defaultRules, type Rules } from "../dataset/rules";
import { parseNumber } from "./parse-number";

/** The flags that say what dataset to make. */
export interface RulesFlags {
  readonly companies: number;
  readonly months: number;
  readonly start: string;
  readonly seed: string;
}

/** Adds `--companies`, `--months`, `--start` and `--seed` to a command. */
export function addRulesOptions(program: Command): Command {
  return program
    .option("--companies <number>", "number of companies", parseNumber, defaultRules.companies)
    .option("--months <number>", "number of months", parseNumber, defaultRules.months)
    .option("--start <month>", "the first month", defaultRules.startMonth)
    .option("--seed <text>", "seed of the random streams", defaultRandomSeed);
}

/** Whether one of these flags was given. */
export function hasRulesFlags(program: Command): boolean {
  const names = ["companies", "months", "start", "seed"];
  return names.some((name) => program.getOptionValueSource(name) === "cli");
}

/** The default rules with what the flags change; not checked yet. */
export function rulesOf(flags: RulesFlags): { rules: Rules; randomSeed: string } {
  const { companies, months, start, seed } = flags;
  return { rules: { ...defaultRules, companies, months, startMonth: start }, randomSeed: seed };
}
