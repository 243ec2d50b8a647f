import { UserError } from "../../db/errors/user-error";
import { literalText } from "../text/text-table";
import { isMonth } from "./month";
import type { Rules, SizeRules } from "./rules";

/** Beyond this many companies one machine is the wrong place; the tables hold more. */
export const MAX_COMPANIES = 10_000_000;
const MAX_MONTHS = 120;
const MAX_SIZES = 20;
/** A company has fewer than a million sessions: that is what its session ids have room for. */
const MAX_BASE = 1_000;
const MAX_PRICE = 1_000_000;
const MAX_TEXT = 200;

/**
 * Checks rules before any work is done with them.
 *
 * @returns the same rules
 * @throws UserError for the first rule that is broken, with the value received and the valid ones
 */
export function checkRules(rules: Rules): Rules {
  checkObject("rules", rules, ["companies", "startMonth", "months", "sizes"]);
  checkInteger("companies", rules.companies, 1, MAX_COMPANIES);
  checkInteger("months", rules.months, 1, MAX_MONTHS);
  if (typeof rules.startMonth !== "string" || !isMonth(rules.startMonth)) {
    fail("startMonth", "a month like 2025-01, from 1970-01 to 2999-12", rules.startMonth);
  }
  checkSizes(rules.sizes);
  return rules;
}

/**
 * Checks the seed of the random streams.
 *
 * @returns the same seed
 * @throws UserError if it is not a text of 1 to 200 characters
 */
export function checkRandomSeed(randomSeed: string): string {
  checkText("seed", randomSeed);
  return randomSeed;
}

function checkSizes(sizes: readonly SizeRules[]): void {
  if (!Array.isArray(sizes) || sizes.length < 1 || sizes.length > MAX_SIZES) {
    fail("sizes", `a list of 1 to ${MAX_SIZES} company sizes`, sizes);
  }
  for (const [index, size] of sizes.entries()) checkSize(`sizes[${index}]`, size);
  const names = sizes.map(({ size }) => size);
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) fail("sizes", "different from each other in size", duplicate);
  const sum = sizes.reduce((total, { probability }) => total + probability, 0);
  if (Math.abs(sum - 1) > 1e-9)
    fail("probabilities of the sizes", "numbers that add up to 1", Number(sum.toFixed(12)));
}

function checkSize(name: string, rules: SizeRules): void {
  checkObject(name, rules, ["size", "probability", "monthlyPrice", "sessions"]);
  checkText(`${name}.size`, rules.size);
  const of = (field: string) => `${field} of ${rules.size}`;
  checkNumber(of("probability"), rules.probability, 0, 1);
  checkNumber(of("monthlyPrice"), rules.monthlyPrice, 0, MAX_PRICE);
  if (Number(rules.monthlyPrice.toFixed(2)) !== rules.monthlyPrice) {
    fail(of("monthlyPrice"), "dollars and whole cents", rules.monthlyPrice);
  }
  checkObject(of("sessions"), rules.sessions, ["base", "spread"]);
  checkInteger(of("sessions.base"), rules.sessions.base, 0, MAX_BASE);
  checkInteger(of("sessions.spread"), rules.sessions.spread, 0, rules.sessions.base, "its base");
}

function checkObject(name: string, value: unknown, keys: readonly string[]): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    fail(name, `an object with ${keys.join(", ")}`, value);
  }
  const strange = Object.keys(value as object).find((key) => !keys.includes(key));
  if (strange !== undefined) fail(name, `an object with only ${keys.join(", ")}`, strange);
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
  return value.toLocaleString("en-US");
}

function fail(name: string, rule: string, received: unknown): never {
  throw new UserError(`rules: ${name} must be ${rule}, received ${literalText(received)}`);
}
