import { monthLabels } from "../rules/month";
import type { Rules } from "../rules/rules";
import type { CompaniesOfSize } from "./companies-of-size";
import { type Cumulants, discreteCumulants, timesCumulants } from "./cumulants";
import type { Estimate } from "./estimate";
import { TAIL } from "./estimate";
import { nearNormalQuantile } from "./near-normal";
import { activeProbability, activeSessions } from "./session-law";

/** What theory expects of a month, all company sizes together. */
export interface ExpectedTotals {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly sessions: Estimate;
  /** US dollars. */
  readonly revenue: Estimate;
}

/**
 * What the rules lead one to expect of the sessions and the revenue of all company sizes together, with
 * 95 % intervals: one row per month, in their order.
 *
 * The intervals are those of a nearly normal sum, good for dozens of companies and more, rough for a few.
 * Source: the sum over independent companies; cumulants of independent numbers add up.
 *
 * @param rules that have been checked
 * @param companiesOfSize the number of companies of each size, where it is known beside the total
 */
export function expectedTotals(rules: Rules, companiesOfSize?: CompaniesOfSize): ExpectedTotals[] {
  return monthLabels(rules.startMonth, rules.months).map((month, index) => ({
    month,
    sessions: estimate(totalCumulants(rules, companiesOfSize, (size) => sessionOutcomes(size, index + 1))),
    revenue: estimate(
      totalCumulants(rules, companiesOfSize, (size) => revenueOutcomes(size, index + 1)),
      100,
    ),
  }));
}

/** The values that a company can add to a total, other than 0, with their probabilities. */
type Outcomes = readonly (readonly [value: number, probability: number])[];
type SizeRules = Rules["sizes"][number];

function sessionOutcomes({ sessions }: SizeRules, month: number): Outcomes {
  const active = activeSessions(sessions);
  if (!active) return [];
  const { from, to, base, probability } = active;
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const times = from + index === base ? 2 : 1;
    return [from + index, activeProbability(sessions, month) * probability * times];
  });
}

function revenueOutcomes({ sessions, monthlyPrice }: SizeRules, month: number): Outcomes {
  return [[monthlyPrice, activeProbability(sessions, month)]];
}

/** With the sizes known there are that many companies of each; else every company may be of each size. */
function totalCumulants(
  { sizes, companies }: Rules,
  companiesOfSize: CompaniesOfSize | undefined,
  outcomesOf: (size: SizeRules) => Outcomes,
): Cumulants {
  if (companiesOfSize) {
    const parts = sizes.map((size) =>
      timesCumulants(companiesOfSize[size.size] ?? 0, cumulantsOf(outcomesOf(size))),
    );
    return parts.reduce(addCumulants, [0, 0, 0, 0]);
  }
  const mixed = sizes.flatMap((size) =>
    outcomesOf(size).map(([value, probability]) => [value, probability * size.probability] as const),
  );
  return timesCumulants(companies, cumulantsOf(mixed));
}

function cumulantsOf(outcomes: Outcomes): Cumulants {
  const rest = 1 - outcomes.reduce((sum, [, probability]) => sum + probability, 0);
  return discreteCumulants([0, ...outcomes.map(([value]) => value)], [rest, ...outcomes.map(([, p]) => p)]);
}

function addCumulants(a: Cumulants, b: Cumulants): Cumulants {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];
}

/** @param parts into how many parts the unit is divided: 100 for dollars */
function estimate(cumulants: Cumulants, parts = 1): Estimate {
  const quantile = (probability: number) =>
    Math.max(0, Math.round(nearNormalQuantile(cumulants, probability) * parts) / parts);
  return { expected: cumulants[0], low: quantile(TAIL), high: quantile(1 - TAIL) };
}
