import type { Estimate } from "../theory/estimate";
import { list, monthName } from "./numbers-in-words";

/** A number that was observed, what theory expects of it, and how to write it. */
export interface Comparison {
  readonly month: string;
  readonly company_size: string;
  readonly observed: number;
  readonly expected: Estimate;
  readonly format: (value: number) => string;
}

/** How many of those outside are named. */
const NAMED = 3;

/**
 * Says whether numbers lie inside their 95 % intervals, and names those that do not, the first three of them.
 */
export function readAgainstExpected(comparisons: readonly Comparison[]): string {
  const outside = comparisons.filter(
    ({ observed, expected }) => observed < expected.low || observed > expected.high,
  );
  const inside = comparisons.length - outside.length;
  const all = comparisons.length === 1 ? "The only number" : `All ${comparisons.length} numbers`;
  const subject = outside.length === 0 ? all : `${inside} of the ${comparisons.length} numbers`;
  const rule = `${inside === 1 ? "lies" : "lie"} inside the interval that holds 95 of 100 startups with these rules`;
  if (outside.length === 0) return `${subject} ${rule}.`;
  const named = outside.slice(0, NAMED).map(describe);
  const more = outside.length > NAMED ? [`${outside.length - NAMED} more`] : [];
  return `${subject} ${rule}; outside: ${list([...named, ...more])}.`;
}

function describe({ month, company_size, observed, expected, format }: Comparison): string {
  return `${company_size} in ${monthName(month)} (${format(observed)}, not ${format(expected.low)} to ${format(expected.high)})`;
}

/**
 * Pairs each row of a KPI with the expectation of the same month and size; a row that theory does not know is left out.
 */
export function pairWithExpected<
  Row extends { readonly month: string; readonly company_size: string },
  Expected extends { readonly month: string; readonly company_size: string },
>(rows: readonly Row[], expected: readonly Expected[]): [Row, Expected][] {
  return rows.flatMap((row) => {
    const match = expected.find(
      ({ month, company_size }) => month === row.month && company_size === row.company_size,
    );
    return match ? [[row, match]] : [];
  });
}
