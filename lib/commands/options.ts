import os from "node:os";
import path from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { UserError } from "../../db/errors/user-error";
import { BrokenRule, checkRandomSeed, checkRules } from "../dataset/check-rules";
import { defaultRandomSeed, defaultRules, type Rules } from "../dataset/rules";
import { type RulesFile, readRulesFile } from "./rules-file";

/** The flags that describe a startup; those that were not given are missing. */
export interface RulesFlags {
  readonly rules?: RulesFile;
  readonly companies?: number;
  readonly months?: number;
  readonly start?: string;
  readonly churn?: number;
  readonly newCustomers?: number;
  readonly seed?: string;
}

/** Adds `--rules`, `--companies`, `--months`, `--start`, `--churn`, `--new-customers` and `--seed` to a command. */
export function addRulesOptions(program: Command): Command {
  const { companies, months, startMonth } = defaultRules;
  return program
    .option("--rules <file>", "JSON file of rules, which the other options override", parseRulesFile)
    .option("--companies <number>", `companies in the first month (default: ${companies})`, parseNumber)
    .option("--months <number>", `number of months (default: ${months})`, parseNumber)
    .option("--start <month>", `first month (default: ${startMonth})`)
    .option("--churn <rate>", "monthly churn rate of all sizes, 0.03 or 3%", parseRate)
    .option("--new-customers <number>", "new companies in each later month (default: 0)", parseNewCustomers)
    .option("--seed <text>", `seed of the random streams (default: ${defaultRandomSeed})`);
}

/** Whether one of these flags was given. */
export function hasRulesFlags(flags: RulesFlags): boolean {
  const { rules, companies, months, start, churn, newCustomers, seed } = flags;
  return [rules, companies, months, start, churn, newCustomers, seed].some((value) => value !== undefined);
}

/**
 * The startup that the flags describe: the default rules, changed by the file, changed by the other flags.
 *
 * @throws UserError if the file cannot be used or a rule is broken; the sentence names the flag or the file it comes from
 */
export async function describedStartup(flags: RulesFlags): Promise<{ rules: Rules; randomSeed: string }> {
  const file = flags.rules && (await readRulesFile(flags.rules));
  const rules = changedBy(flags, { ...defaultRules, ...file });
  try {
    return { rules: checkRules(rules), randomSeed: checkRandomSeed(flags.seed ?? defaultRandomSeed) };
  } catch (thrown) {
    throw thrown instanceof BrokenRule ? inWordsOf(flags, thrown) : thrown;
  }
}

/** The rules with those that the flags change; neither is checked yet. */
function changedBy({ companies, months, start, churn, newCustomers }: RulesFlags, rules: Rules): Rules {
  const given = Object.entries({ companies, months, startMonth: start, newCustomers });
  const changed = { ...rules, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
  if (churn === undefined || !Array.isArray(rules.sizes)) return changed;
  const sizes = rules.sizes.map((size) => (typeof size === "object" && size ? { ...size, churn } : size));
  return { ...changed, sizes };
}

/** The flags whose values have the form of the rule, and the seed. */
const flagOf: Readonly<Record<string, readonly [name: keyof RulesFlags, flag: string]>> = {
  companies: ["companies", "--companies"],
  months: ["months", "--months"],
  startMonth: ["start", "--start"],
  newCustomers: ["newCustomers", "--new-customers"],
  seed: ["seed", "--seed"],
};

/** The error in the words of the user: names the flag or the file that the value came from. */
function inWordsOf(flags: RulesFlags, { field, rule }: BrokenRule): UserError {
  const words = (field.includes(" of ") ? [field] : field.split(" and ")).map((part) => {
    const [name, flag] = flagOf[part] ?? [];
    return name && flags[name] !== undefined ? (flag ?? part) : part;
  });
  const place = words.join(" and ");
  if (words.every((word) => word.startsWith("--"))) return new UserError(`${place} ${rule}`);
  // A flag may say the number of months, for which a list in the file is too long.
  const months =
    field === "newCustomers" && flags.months !== undefined ? ` with --months ${flags.months}` : "";
  return new UserError(`${flags.rules?.name ?? "rules"}${months}: ${place} ${rule}`);
}

function parseRulesFile(name: string): RulesFile {
  return { name, path: parseFile(name) };
}

export function parseFile(text: string): string {
  return parsePath(text, "file");
}

export function parseFolder(text: string): string {
  return parsePath(text, "folder");
}

/** A path relative to where `npm` was called; `~` is the home folder, which shells do not expand after `=`. */
function parsePath(text: string, what: "file" | "folder"): string {
  if (text.trim() === "") throw new InvalidArgumentError(`It must name a ${what}.`);
  const inHome = text.replace(/^~(?=$|[\\/])/, os.homedir());
  if (inHome.startsWith("~"))
    throw new InvalidArgumentError(`Write the path in full, or ./${text} if that is its name.`);
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

/** A rate as people write it, from 0 to 1: 0.03 and 3% are the same, and 3 is refused. */
export function parseRate(text: string): number {
  const [, digits, percent] = /^(\d*\.?\d+) ?(%?)$/.exec(text.trim()) ?? [];
  // The exponent, since a division by 100 would round.
  const rate = digits === undefined ? Number.NaN : Number(percent ? `${digits}e-2` : digits);
  if (!(rate <= 1)) throw new InvalidArgumentError("It must be a rate from 0 to 1, such as 0.03 or 3%.");
  return rate;
}

function parseNewCustomers(text: string): number {
  if (!text.trim().endsWith("%")) return parseNumber(text);
  throw new InvalidArgumentError(
    'It must be a number per month; growth goes into a file of rules, as { "newCustomers": { "growth": 0.1 } }.',
  );
}
