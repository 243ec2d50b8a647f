import { UserError } from "../../db/errors/user-error";
import { checkRules } from "../dataset/check-rules";
import type { Rules } from "../dataset/rules";
import { count } from "../text/numbers-in-words";
import { scenarioOf } from "./scenario";
import { FEWEST_OF_MANY_CLASSES, FEWEST_STARTUPS, type SimulatedSize, simulate } from "./simulation";

/** One month of one simulated startup, all company sizes together. */
export interface StartupMonth {
  /** 1, 2, 3, … */
  readonly startup: number;
  /** UTC calendar month, `2025-01`. */
  readonly month: string;
  /** US dollars. */
  readonly mrr: number;
  readonly active_companies: number;
  readonly sessions: number;
  readonly new_customers: number;
  /** Customers without a session in the month, those that signed up in it included. */
  readonly churned: number;
  /** Companies that had churned and are active again. */
  readonly reactivated: number;
}

export interface SimulateStartupsOptions {
  /** 1 to 1,000; default 200. */
  readonly startups?: number;
}

/**
 * Simulates startups with the same rules, which differ by chance: one row per startup and month, ordered by startup, then month.
 *
 * They come from the simulation behind the 95% prediction intervals of `expectedKpis` (or from another, if that has fewer startups),
 * so about 95 of 100 lie within the interval of `totalsPerMonth` in each month. The rows are the same on every run.
 *
 * @throws UserError if a rule is broken, or the number of startups is not an integer from 1 to 1,000
 *
 * @example
 * const startups = simulateStartups(defaultRules, { startups: 200 });
 * startups[0]; // { startup: 1, month: "2025-01", mrr: …, active_companies: …, sessions: …, new_customers: …, … }
 */
export function simulateStartups(
  rules: Rules,
  { startups = 200 }: SimulateStartupsOptions = {},
): StartupMonth[] {
  checkRules(rules);
  if (!Number.isInteger(startups) || startups < 1 || startups > FEWEST_STARTUPS) {
    throw new UserError(
      `simulated startups: startups must be an integer from 1 to ${count(FEWEST_STARTUPS)}, received ${startups}`,
    );
  }
  const months = [...simulate(scenarioOf(rules), Math.max(FEWEST_OF_MANY_CLASSES, startups))];
  return Array.from({ length: startups }, (_, startup) =>
    months.map(({ month, sizes }) => {
      const sum = (of: (size: SimulatedSize) => Float64Array) =>
        sizes.reduce((total, size) => total + (of(size)[startup] ?? 0), 0);
      return {
        startup: startup + 1,
        month,
        mrr: sum((size) => size.mrrCents) / 100,
        active_companies: sum((size) => size.active),
        sessions: sum((size) => size.sessions),
        new_customers: sum((size) => size.signUps),
        churned: sum((size) => size.churned),
        reactivated: sum((size) => size.reactivated),
      };
    }),
  ).flat();
}
