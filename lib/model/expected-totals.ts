import { monthLabels } from "../dataset/month";
import type { Rules } from "../dataset/rules";
import { activeProbability, activeSessions } from "../dataset/session-distribution";
import { mapEstimate, type Prediction, TAIL } from "../stats/prediction";
import type { CompaniesOfSize } from "./companies-of-size";
import { type Cumulants, discreteCumulants, timesCumulants } from "./cumulants";
import { type AddingCompanies, exactQuantile, exactTotals, type Outcomes } from "./exact-totals";
import { nearNormalQuantile } from "./near-normal";

/** What theory expects of a month, all company sizes together. */
export interface ExpectedTotals {
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  readonly sessions: Prediction;
  /** US dollars. */
  readonly mrr: Prediction;
}

/**
 * What the rules lead one to expect of the sessions and the MRR of all company sizes together, with
 * 95 % intervals: one row per month, in their order.
 *
 * The intervals are those of a nearly normal sum, within what is possible; where companies are few, to which no
 * normal sum is near, they are exact.
 * Source: the sum over independent companies; cumulants of independent numbers add up.
 *
 * @param rules that have been checked
 * @param companiesOfSize the number of companies of each size, where it is known beside the total
 */
export function expectedTotals(rules: Rules, companiesOfSize?: CompaniesOfSize): ExpectedTotals[] {
  return monthLabels(rules.startMonth, rules.months).map((month, index) => ({
    month,
    sessions: prediction(groupsOf(rules, companiesOfSize, (size) => sessionOutcomes(size, index + 1))),
    mrr: mapEstimate(
      prediction(groupsOf(rules, companiesOfSize, (size) => priceOutcomes(size, index + 1))),
      (cents) => cents / 100,
    ),
  }));
}

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

/** In whole cents. */
function priceOutcomes({ sessions, monthlyPrice }: SizeRules, month: number): Outcomes {
  return [[Math.round(monthlyPrice * 100), activeProbability(sessions, month)]];
}

/** With the sizes known there are that many companies of each; else every company may be of each size. */
function groupsOf(
  { sizes, companies }: Rules,
  companiesOfSize: CompaniesOfSize | undefined,
  outcomesOf: (size: SizeRules) => Outcomes,
): AddingCompanies[] {
  if (companiesOfSize) {
    return sizes.map((size) => ({ companies: companiesOfSize[size.size] ?? 0, outcomes: outcomesOf(size) }));
  }
  const mixed = sizes.flatMap((size) =>
    outcomesOf(size).map(([value, probability]) => [value, probability * size.probability] as const),
  );
  return [{ companies, outcomes: mixed }];
}

/** All outcomes, that of adding nothing included. */
function withNothing(outcomes: Outcomes): Outcomes {
  return [[0, 1 - outcomes.reduce((sum, [, probability]) => sum + probability, 0)], ...outcomes];
}

function cumulantsOf({ companies, outcomes }: AddingCompanies): Cumulants {
  const all = withNothing(outcomes);
  const ofOne = discreteCumulants(
    all.map(([value]) => value),
    all.map(([, probability]) => probability),
  );
  return timesCumulants(companies, ofOne);
}

function addCumulants(a: Cumulants, b: Cumulants): Cumulants {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];
}

/** Probabilities below this are what rounding has left of 0. */
const IMPOSSIBLE = 1e-12;

/** The smallest and the largest total that can happen. */
function possibleTotals(groups: readonly AddingCompanies[]): [least: number, most: number] {
  const sum = (pick: (...values: number[]) => number) =>
    groups.reduce((total, { companies, outcomes }) => {
      const possible = withNothing(outcomes).filter(([, probability]) => probability > IMPOSSIBLE);
      return total + companies * pick(...possible.map(([value]) => value));
    }, 0);
  return [sum(Math.min), sum(Math.max)];
}

/** What to expect of a total of whole numbers. */
function prediction(groups: readonly AddingCompanies[]): Prediction {
  const cumulants = groups.map(cumulantsOf).reduce(addCumulants, [0, 0, 0, 0]);
  const exact = exactTotals(groups);
  const [least, most] = possibleTotals(groups);
  const quantile = (probability: number) =>
    exact
      ? exactQuantile(exact, probability)
      : Math.min(most, Math.max(least, Math.round(nearNormalQuantile(cumulants, probability))));
  return { expected: cumulants[0], low: quantile(TAIL), high: quantile(1 - TAIL) };
}
