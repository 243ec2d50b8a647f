import type { CustomerLifetime } from "../metrics/customer-lifetimes";
import type { Estimate } from "../stats/estimate";
import { dollars, NO_DATA } from "../text/numbers-in-words";

/**
 * The lifetimes in words: how long the companies of each size stay, what each pays in that time, and what the rules
 * predict.
 *
 * @param lifetimes of `customerLifetimes`
 */
export function summarizeLifetimes(lifetimes: readonly CustomerLifetime[]): string {
  if (lifetimes.length === 0) return NO_DATA;
  const parts = lifetimes.map((row) => {
    const stay = average(row.lifetime_months, row.true_lifetime_months, decimal, " months");
    const pay = average(row.lifetime_value, row.true_lifetime_value, money);
    return `${row.company_size} companies stay ${stay} and pay ${pay} each`;
  });
  return `On average ${parts.join("; ")}.`;
}

/** A number with its interval and its prediction; of what has no end in the data, the least that it can be. */
function average(
  { value, low, high }: Estimate,
  expected: number,
  format: (value: number) => string,
  unit = "",
): string {
  const predicted = `expected ${Number.isFinite(expected) ? format(expected) : "without end"}`;
  if (!Number.isFinite(value)) return `at least ${format(low)}${unit} (${predicted})`;
  return `${format(value)}${unit} (${format(low)} to ${format(high)}, ${predicted})`;
}

function decimal(value: number): string {
  return value.toFixed(1);
}

function money(value: number): string {
  return dollars(Math.round(value));
}
