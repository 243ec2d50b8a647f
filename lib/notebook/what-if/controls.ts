import { churnProbability } from "../../dataset/churn";
import { type BetaChurn, type Rules, type SizeRules, signUpsPerMonth } from "../../dataset/rules";
import { sessionBounds } from "../../dataset/session-distribution";
import { count, counted, dollars, rate } from "../../text/numbers-in-words";

/** A number of the rules that the panel changes. */
export interface Control {
  /** The heading of the group. */
  readonly group: string;
  readonly label: string;
  /** The part of the label that the heading replaces, for screen readers: ` of small companies`. */
  readonly labelEnd: string;
  /** The unit before or after the number. */
  readonly unit: "$" | "%" | "";
  /** The value of the rules as the slider shows it: dollars, percent or a count. */
  readonly initial: number;
  /** The range of the slider. */
  readonly slider: { readonly min: number; readonly max: number; readonly step: number };
  /** The range of the text field. */
  readonly least: number;
  readonly most: number;
  readonly decimals: number;
  /** The origin of a number that is not in the rules themselves, otherwise empty. */
  readonly origin: string;
  /** The value of the rules in words. */
  readonly was: string;
  /** The value as a sentence without its period. */
  readonly inWords: (value: number) => string;
  /** The rules with this value. */
  readonly apply: (rules: Rules, value: number) => Rules;
}

/** The changed numbers. */
export type Changes = ReadonlyMap<Control, number>;

/** The limits of `checkRules`. */
export interface Limits {
  readonly companies: number;
  readonly price: number;
  readonly months: number;
}

/** The controls of a startup, those of its sizes last. */
export function controlsOf(rules: Rules, limits: Limits): Control[] {
  return [
    companiesControl(rules, limits),
    newCustomersControl(rules, limits),
    monthsControl(rules, limits),
    ...rules.sizes.flatMap((size, index) => [
      priceControl(size, index, limits),
      // Without sessions nobody stays, whatever the churn rate.
      ...(sessionBounds(size.sessions)[1] > 0 ? [churnControl(size, index)] : []),
    ]),
  ];
}

/** The rules with the changes. */
export function changedRules(rules: Rules, changes: Changes): Rules {
  let changed = rules;
  for (const [control, value] of changes) changed = control.apply(changed, value);
  return withMonths(changed, changed.months);
}

/** The rules for another number of months. */
export function withMonths(rules: Rules, months: number): Rules {
  const { newCustomers } = rules;
  const isList = typeof newCustomers === "object" && !("growth" in newCustomers);
  // A list has at most one number for each later month.
  return isList
    ? { ...rules, months, newCustomers: newCustomers.slice(0, months - 1) }
    : { ...rules, months };
}

const STARTUP = "Startup";

function companiesControl({ companies }: Rules, limits: Limits): Control {
  const slider = sliderTo(Math.min(limits.companies, nice(4 * companies)), 1);
  return {
    group: STARTUP,
    label: "Companies",
    labelEnd: " in the first month",
    unit: "",
    initial: companies,
    slider: { ...slider, min: slider.step },
    least: 1,
    most: limits.companies,
    decimals: 0,
    origin: "",
    was: count(companies),
    inWords: (value) =>
      `${counted(value, "company", "companies")} sign${value === 1 ? "s" : ""} up in the first month`,
    apply: (rules, value) => ({ ...rules, companies: value }),
  };
}

function newCustomersControl(rules: Rules, limits: Limits): Control {
  const [, ...later] = signUpsPerMonth(rules);
  const average = later.reduce((sum, companies) => sum + companies, 0) / Math.max(1, later.length);
  const { newCustomers = 0, companies } = rules;
  const initial = typeof newCustomers === "number" ? newCustomers : Math.round(average);
  const origin =
    typeof newCustomers === "number"
      ? ""
      : "growth" in newCustomers
        ? `${rate(newCustomers.growth)} growth`
        : "average of a list";
  return {
    group: STARTUP,
    label: "New customers per month",
    labelEnd: ", from the second month on",
    unit: "",
    initial,
    slider: sliderTo(Math.min(limits.companies, nice(Math.max(20, companies / 5, 3 * average))), 1),
    least: 0,
    most: limits.companies,
    decimals: 0,
    origin,
    was: origin === "" ? count(initial) : origin,
    inWords: (value) =>
      `${counted(value, "company", "companies")} sign${value === 1 ? "s" : ""} up in each later month`,
    apply: (rules, value) => ({ ...rules, newCustomers: value }),
  };
}

function monthsControl({ months }: Rules, limits: Limits): Control {
  return {
    group: STARTUP,
    label: "Months",
    labelEnd: "",
    unit: "",
    initial: months,
    slider: { min: 1, max: months <= 36 ? 60 : limits.months, step: 1 },
    least: 1,
    most: limits.months,
    decimals: 0,
    origin: "",
    was: count(months),
    inWords: (value) => counted(value, "month"),
    apply: withMonths,
  };
}

function priceControl({ size, monthlyPrice }: SizeRules, index: number, limits: Limits): Control {
  return {
    group: `Size: ${size}`,
    label: "Monthly price",
    labelEnd: ` of ${size} companies`,
    unit: "$",
    initial: monthlyPrice,
    slider: sliderTo(Math.min(limits.price, nice(Math.max(10, 3 * monthlyPrice))), 0.01),
    least: 0,
    most: limits.price,
    decimals: 2,
    origin: "",
    was: dollars(monthlyPrice),
    inWords: (value) => `${size} companies pay ${dollars(value)} per month`,
    apply: (rules, value) => withSize(rules, index, (before) => ({ ...before, monthlyPrice: value })),
  };
}

function churnControl(size: SizeRules, index: number): Control {
  const { churn } = size;
  const isBeta = typeof churn === "object";
  const initial = rounded(100 * churnProbability(size), 1);
  // A beta distribution has a mean between 0 and 1.
  const least = isBeta ? 0.1 : 0;
  return {
    group: `Size: ${size.size}`,
    label: isBeta ? "Average churn rate" : "Churn rate",
    labelEnd: ` of ${size.size} companies per month`,
    unit: "%",
    initial,
    slider: { min: least, max: Math.min(100 - least, nice(Math.max(10, 3 * initial))), step: 0.1 },
    least,
    most: 100 - least,
    decimals: 1,
    origin: churn === undefined ? "from the sessions" : "",
    was: `${rate(churnProbability(size))}${churn === undefined ? " from the sessions" : ""}`,
    inWords: (value) =>
      `${isBeta ? "on average " : ""}${rate(value / 100)} of ${size.size} companies churn per month`,
    apply: (rules, value) =>
      withSize(rules, index, (before) => ({
        ...before,
        churn: churnOf(before.churn, rounded(value / 100, 6)),
      })),
  };
}

function churnOf(churn: SizeRules["churn"], value: number): number | BetaChurn {
  return typeof churn === "object" ? { ...churn, mean: value } : value;
}

function withSize(rules: Rules, index: number, change: (size: SizeRules) => SizeRules): Rules {
  return { ...rules, sizes: rules.sizes.map((size, place) => (place === index ? change(size) : size)) };
}

/** A slider from 0 with a few hundred steps. */
function sliderTo(max: number, leastStep: number): Control["slider"] {
  return { min: 0, max, step: Math.max(leastStep, 10 ** (Math.floor(Math.log10(max)) - 2)) };
}

/** Rounds up to 1, 2, 5, 10, 20, 50, … */
export function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5].find((factor) => factor * power >= value) ?? 10);
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
