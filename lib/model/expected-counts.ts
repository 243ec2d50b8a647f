import type { SizeRules } from "../dataset/rules";
import {
  activeAfter,
  type CustomerClass,
  classesGiven,
  customerClasses,
  EXACT_CLASSES,
  returnedAfter,
} from "./customer-classes";
import { expectedOfSize, observedMonths, type Scenario } from "./scenario";

/** The expected counts of one company size in one month. */
export interface ExpectedCounts {
  /** Customers at the end of the month, which are those active in it. */
  readonly active: number;
  readonly signUps: number;
  readonly churned: number;
  readonly reactivated: number;
  /** Churned up to and including this month of the scenario; a company that churns again counts again. */
  readonly churnedToDate: number;
}

/** Companies of one class that are first observed in the same month. */
interface Group {
  readonly count: number;
  readonly churnRate: number;
  /** The index of the month, 0 for the first. */
  readonly from: number;
  /** Whether they have churned before. */
  readonly isGone: boolean;
}

/**
 * The expected counts of a size in each month of a scenario.
 *
 * Source: every company is a customer or gone, independently of the others, and changes with the probabilities of its class;
 * expected values add up.
 */
export function expectedCounts(scenario: Scenario, size: SizeRules): ExpectedCounts[] {
  const { reactivation = 0 } = size;
  const counts = scenario.signUps.map((signUps) => ({
    active: 0,
    signUps: expectedOfSize(signUps, size),
    churned: 0,
    reactivated: 0,
    churnedToDate: 0,
  }));
  for (const { count, churnRate, from, isGone } of groupsOf(scenario, size)) {
    const after = isGone ? returnedAfter : activeAfter;
    for (const [months, month] of counts.slice(from).entries()) {
      const customers = count * after(months, churnRate, reactivation);
      month.active += count * after(months + 1, churnRate, reactivation);
      month.churned += customers * churnRate;
      month.reactivated += (count - customers) * reactivation;
    }
  }
  let everCustomers = scenario.earlier
    .filter((earlier) => earlier.size === size.size)
    .reduce((sum, { customers }) => sum + customers, 0);
  for (const month of counts) {
    everCustomers += month.signUps + month.reactivated;
    month.churnedToDate = everCustomers - month.active;
  }
  return counts;
}

function groupsOf(scenario: Scenario, size: SizeRules): Group[] {
  const classes = customerClasses(size, observedMonths(scenario), EXACT_CLASSES);
  const { reactivation = 0 } = size;
  const divide = (count: number, from: number, isGone: boolean, into: readonly CustomerClass[]) =>
    into.map(({ churnRate, weight }) => ({ count: count * weight, churnRate, from, isGone }));
  const earlier = scenario.earlier
    .filter((companies) => companies.size === size.size)
    .flatMap(({ tenure, customers, gone }) => [
      ...divide(customers, 0, false, classesGiven(true, classes, tenure + 1, reactivation)),
      ...divide(gone, 0, true, classesGiven(false, classes, tenure + 1, reactivation)),
    ]);
  const signUps = scenario.signUps.flatMap((companies, month) =>
    divide(expectedOfSize(companies, size), month, false, classes),
  );
  return [...earlier, ...signUps].filter(({ count }) => count > 0);
}
