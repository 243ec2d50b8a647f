import type { CustomerLifetime } from "../statistics/customer-lifetimes";
import type { Measurement } from "../statistics/measurement";
import { dollars, NO_DATA } from "./numbers-in-words";

/**
 * The lifetimes in words: how long the companies of each size stay, what each pays in that time, and what the rules say.
 *
 * @param lifetimes of `customerLifetimes`
 */
export function readLifetimes(lifetimes: readonly CustomerLifetime[]): string {
  if (lifetimes.length === 0) return NO_DATA;
  const parts = lifetimes.map((row) => {
    const stay = `${row.company_size} companies stay ${months(row.lifetime_months.value)} (${range(row.lifetime_months, decimal)}; by the rules ${months(row.lifetime_months_in_theory)})`;
    return `${stay} and pay ${money(row.lifetime_value.value)} each (${range(row.lifetime_value, money)}; by the rules ${money(row.lifetime_value_in_theory)})`;
  });
  return `On average ${parts.join("; ")}.`;
}

function months(value: number): string {
  return Number.isFinite(value) ? `${decimal(value)} months` : "for ever";
}

function decimal(value: number): string {
  return value.toFixed(1);
}

function money(value: number): string {
  return Number.isFinite(value) ? dollars(Math.round(value)) : "without end";
}

function range({ low, high }: Measurement, format: (value: number) => string): string {
  return Number.isFinite(high) ? `${format(low)} to ${format(high)}` : `${format(low)} or more`;
}
