import os from "node:os";
import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { defaultRandomSeed, defaultRules, type Rules } from "../dataset/rules";

/** The flags that describe a dataset. */
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

/** A folder relative to where `npm` was called; `~` is the home folder, which shells do not expand after `=`. */
export function parseFolder(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It must name a folder.");
  const inHome = text.replace(/^~(?=$|[\\/])/, os.homedir());
  if (inHome.startsWith("~"))
    throw new InvalidArgumentError(`Write the folder out, or ./${text} if it is named so.`);
  return path.resolve(process.env.INIT_CWD ?? "", inHome);
}

const GROUPED = /^[-+]?\d{1,3}(?:[,_]\d{3})+$/;
/** A thousand if the point separates groups of digits, one if it begins the decimals. */
const AMBIGUOUS = /^[-+]?\d{1,3}\.\d{3}$/;

/** Numbers as people write them: 1000, 1,000 and 1_000 are the same, and 1e3 is too. 1.000 is refused, since it may mean 1. */
export function parseNumber(text: string): number {
  if (AMBIGUOUS.test(text.trim())) {
    throw new InvalidArgumentError(
      `It may mean ${text.trim().replace(".", "")} or ${Number(text)}; write thousands as 1000 or 1,000.`,
    );
  }
  const number = Number(GROUPED.test(text.trim()) ? text.replace(/[,_]/g, "") : text);
  if (text.trim() === "" || Number.isNaN(number)) throw new InvalidArgumentError("It must be a number.");
  return number;
}
