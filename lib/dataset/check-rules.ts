import { UserError } from "../../db/errors/user-error";
import { literalText } from "../text/text-table";
import { isMonth } from "./month";
import {
  type Churn,
  type CustomerGrowth,
  type Rules,
  type SessionDistribution,
  type SessionWeights,
  type SizeRules,
  totalCompanies,
} from "./rules";
import { sessionBounds } from "./session-distribution";

/** A limit of what one machine can reasonably load, not of the tables. */
export const MAX_COMPANIES = 10_000_000;
/** 40 years. */
export const MAX_MONTHS = 480;
const MAX_SIZES = 20;
/** Twice as many sessions in every month stay below a million, the number of session ids of a company. */
const MAX_BASE = 1_000;
export const MAX_PRICE = 1_000_000;
const MAX_TEXT = 200;
/** The most sessions of a month: the largest base and spread together. */
export const MAX_SESSIONS = 2 * MAX_BASE;
/** One for each number of sessions, and for 0. */
const MAX_WEIGHTS = MAX_SESSIONS + 1;
/** Enough for percentages and counts, with exact enough sums. */
const MAX_WEIGHT = 1e9;
/** Relative growth per month; more is probably meant as a percentage. */
export const MAX_GROWTH = 10;
/** Closer to 0 or 1, the rates of a beta distribution are nearly equal, and one number describes them better. */
export const LEAST_MEAN = 0.0001;
/** Below it, the rates are nearly equal. */
export const LEAST_POLARIZATION = 0.001;

export class BrokenRule extends UserError {
  /**
   * @param field the field that breaks it: `months`, `churn of small`, `companies and newCustomers`
   * @param rule what it must be and what was received: `must be an integer from 1 to 480, received 0`
   */
  constructor(
    readonly field: string,
    readonly rule: string,
  ) {
    super(`rules: ${field} ${rule}`);
  }
}

/**
 * Checks rules.
 *
 * @returns the same rules
 * @throws BrokenRule, a UserError, for the first rule that is broken, with the value received and the valid ones
 */
export function checkRules(rules: Rules): Rules {
  checkObject("rules", rules, ["companies", "startMonth", "months", "sizes"], ["newCustomers"]);
  checkInteger("companies", rules.companies, 1, MAX_COMPANIES);
  checkInteger("months", rules.months, 1, MAX_MONTHS);
  if (typeof rules.startMonth !== "string" || !isMonth(rules.startMonth)) {
    fail("startMonth", "a month like 2025-01, from 1970-01 to 2999-12", rules.startMonth);
  }
  checkSizes(rules.sizes);
  if (rules.newCustomers !== undefined) checkNewCustomers(rules.newCustomers, rules);
  return rules;
}

/**
 * Checks the seed of the random streams.
 *
 * @returns the same seed
 * @throws BrokenRule, a UserError, if it is not a text of 1 to 200 characters
 */
export function checkRandomSeed(randomSeed: string): string {
  checkText("seed", randomSeed);
  return randomSeed;
}

function checkNewCustomers(newCustomers: unknown, rules: Rules): void {
  if (Array.isArray(newCustomers)) {
    const most = rules.months - 1;
    if (newCustomers.length > most) {
      fail("newCustomers", `a list of at most ${most} numbers, one per month after the first`, newCustomers);
    }
    for (const [index, count] of newCustomers.entries()) {
      checkInteger(`newCustomers[${index}]`, count, 0, MAX_COMPANIES);
    }
  } else if (typeof newCustomers === "object" && newCustomers !== null) {
    checkObject("newCustomers", newCustomers, ["growth"]);
    checkNumber("newCustomers.growth", (newCustomers as CustomerGrowth).growth, 0, MAX_GROWTH);
  } else if (typeof newCustomers !== "number") {
    fail("newCustomers", "a number per month, a list of numbers or { growth }", newCustomers);
  } else checkInteger("newCustomers", newCustomers, 0, MAX_COMPANIES);
  const total = totalCompanies(rules);
  if (total > MAX_COMPANIES) {
    fail(
      "companies and newCustomers",
      `at most ${format(MAX_COMPANIES)} companies in all months together`,
      total,
    );
  }
}

function checkSizes(sizes: readonly SizeRules[]): void {
  if (!Array.isArray(sizes) || sizes.length < 1 || sizes.length > MAX_SIZES) {
    fail("sizes", `a list of 1 to ${MAX_SIZES} company sizes`, sizes);
  }
  for (const [index, size] of sizes.entries()) checkSize(`sizes[${index}]`, size);
  const names = sizes.map(({ size }) => size);
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) fail("sizes", "unique by size", duplicate);
  const sum = sizes.reduce((total, { probability }) => total + probability, 0);
  if (Math.abs(sum - 1) > 1e-9)
    fail("probabilities of the sizes", "numbers that add up to 1", Number(sum.toFixed(12)));
}

function checkSize(name: string, rules: SizeRules): void {
  checkObject(name, rules, ["size", "probability", "monthlyPrice", "sessions"], ["churn", "reactivation"]);
  checkText(`${name}.size`, rules.size);
  if (rules.size === "all")
    fail(`${name}.size`, 'a name other than "all", which stands for all sizes', "all");
  const of = (field: string) => `${field} of ${rules.size}`;
  checkNumber(of("probability"), rules.probability, 0, 1);
  checkNumber(of("monthlyPrice"), rules.monthlyPrice, 0, MAX_PRICE);
  if (Number(rules.monthlyPrice.toFixed(2)) !== rules.monthlyPrice) {
    fail(of("monthlyPrice"), "dollars and whole cents", rules.monthlyPrice);
  }
  checkSessions(of, rules.sessions);
  if (rules.churn !== undefined) checkChurn(of, rules.churn);
  if (rules.reactivation !== undefined) checkNumber(of("reactivation"), rules.reactivation, 0, 1);
  const needsSessions = rules.churn !== undefined || (rules.reactivation ?? 0) > 0;
  if (needsSessions && sessionBounds(rules.sessions)[1] === 0) {
    fail(of("sessions"), "able to be 1 or more if there is a rule for churn or reactivation", rules.sessions);
  }
}

/** The name of a field of a size in a sentence. */
type NameOf = (field: string) => string;

function checkSessions(of: NameOf, sessions: SessionDistribution): void {
  if (isWeighted(sessions)) {
    checkObject(of("sessions"), sessions, ["weights"]);
    checkWeights(of, sessions.weights);
    return;
  }
  checkObject(of("sessions"), sessions, ["base", "spread"], [], "base and spread, or weights");
  checkInteger(of("sessions.base"), sessions.base, 0, MAX_BASE);
  checkInteger(of("sessions.spread"), sessions.spread, 0, sessions.base, "its base");
}

function isWeighted(sessions: SessionDistribution): sessions is SessionWeights {
  return typeof sessions === "object" && sessions !== null && "weights" in sessions;
}

function checkWeights(of: NameOf, weights: readonly number[]): void {
  if (!Array.isArray(weights) || weights.length < 1 || weights.length > MAX_WEIGHTS) {
    fail(of("sessions.weights"), `a list of 1 to ${format(MAX_WEIGHTS)} numbers`, weights);
  }
  for (const [index, weight] of weights.entries()) {
    checkNumber(of(`sessions.weights[${index}]`), weight, 0, MAX_WEIGHT);
  }
  if (weights.every((weight) => weight === 0)) {
    fail(of("sessions.weights"), "numbers of which at least one is above 0", weights);
  }
}

function checkChurn(of: NameOf, churn: Churn): void {
  if (typeof churn === "number") {
    checkNumber(of("churn"), churn, 0, 1);
    return;
  }
  if (typeof churn !== "object" || churn === null) {
    fail(of("churn"), "a number from 0 to 1 or { mean, polarization }", churn);
  }
  checkObject(of("churn"), churn, ["mean", "polarization"]);
  checkNumber(of("churn.mean"), churn.mean, LEAST_MEAN, 1 - LEAST_MEAN);
  checkNumber(of("churn.polarization"), churn.polarization, LEAST_POLARIZATION, 0.9);
}

function checkObject(
  name: string,
  value: unknown,
  keys: readonly string[],
  optional: readonly string[] = [],
  inWords = keys.join(", "),
): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    fail(name, `an object with ${inWords}`, value);
  }
  const known = [...keys, ...optional];
  const strange = Object.keys(value as object).find((key) => !known.includes(key));
  if (strange === undefined) return;
  fail(name, `an object with only ${[inWords, ...optional].join(", ")}`, strange);
}

function checkInteger(name: string, value: unknown, from: number, to: number, toName = ""): void {
  if (Number.isInteger(value) && (value as number) >= from && (value as number) <= to) return;
  fail(name, `an integer from ${format(from)} to ${toName && `${toName}, `}${format(to)}`, value);
}

function checkNumber(name: string, value: unknown, from: number, to: number): void {
  if (typeof value === "number" && value >= from && value <= to) return;
  fail(name, `a number from ${format(from)} to ${format(to)}`, value);
}

function checkText(name: string, value: unknown): void {
  const printable = typeof value === "string" && value.trim() === value && !/\p{C}/u.test(value);
  if (printable && value.length >= 1 && value.length <= MAX_TEXT) return;
  fail(name, `a text of 1 to ${MAX_TEXT} printable characters without spaces around it`, value);
}

function format(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 4 });
}

function fail(name: string, rule: string, received: unknown): never {
  throw new BrokenRule(name, `must be ${rule}, received ${literalText(received)}`);
}
