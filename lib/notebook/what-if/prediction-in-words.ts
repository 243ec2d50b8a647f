import type { CustomersAndMrr } from "../../model/customers-and-mrr";
import { count, counted, dollars, percent } from "../../text/numbers-in-words";

/**
 * Describes the prediction for the last month.
 *
 * @param without the expected MRR of the same month without the changes; omitted if there are none
 */
export function predictionInWords(months: readonly CustomersAndMrr[], without?: number): string {
  const last = months.at(-1);
  if (!last) return "";
  const { mrr, customers } = last;
  return [
    `MRR after ${counted(months.length, "month")}: ${whole(mrr.expected)}, 95% of startups between ${whole(mrr.low)} and ${whole(mrr.high)}.`,
    ...(without === undefined ? [] : [changeInWords(mrr.expected, without)]),
    `Customers: ${count(Math.round(customers.expected))}, 95% between ${count(customers.low)} and ${count(customers.high)}.`,
  ].join(" ");
}

function changeInWords(now: number, without: number): string {
  const change = Math.round(now) - Math.round(without);
  if (change === 0) return "That is the same as without the changes.";
  const share = without > 0 ? ` (${percent(Math.abs(now - without), without)})` : "";
  return `That is ${dollars(Math.abs(change))}${share} ${change < 0 ? "less" : "more"} than without the changes.`;
}

/** Whole dollars. */
export function whole(amount: number): string {
  return dollars(Math.round(amount));
}
