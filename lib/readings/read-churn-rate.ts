import type { Rules } from "../rules/rules";
import type { ChurnRate } from "../statistics/churn-rates";
import { churnProbability } from "../theory/session-law";
import { monthName, NO_DATA, rate } from "./numbers-in-words";

/**
 * The churn rates in words: the lowest and the highest month of each size, and how many intervals hold the rate by the
 * rules.
 *
 * @param rates of `churnRates`
 * @param rules of the dataset
 */
export function readChurnRate(rates: readonly ChurnRate[], rules: Rules): string {
  if (rates.length === 0) return NO_DATA;
  const inTheory = (company_size: string) => {
    const law = rules.sizes.find(({ size }) => size === company_size)?.sessions;
    return law ? churnProbability(law) : Number.NaN;
  };
  const sizes = [...new Set(rates.map((row) => row.company_size))];
  const parts = sizes.map((size) => {
    const ofSize = rates.filter((row) => row.company_size === size);
    const least = ofSize.reduce((a, b) => (b.churn_rate.value < a.churn_rate.value ? b : a));
    const most = ofSize.reduce((a, b) => (b.churn_rate.value > a.churn_rate.value ? b : a));
    return `${range(least, most)} of the ${size} companies, by the rules ${rate(inTheory(size))}`;
  });
  const inside = rates.filter(({ company_size, churn_rate }) => {
    const theory = inTheory(company_size);
    return churn_rate.low <= theory && theory <= churn_rate.high;
  });
  return `In a month the startup loses ${parts.join("; ")}. ${inside.length} of the ${rates.length} intervals hold the rate by the rules; 95 of 100 should.`;
}

function range(least: ChurnRate, most: ChurnRate): string {
  const [low, high] = [least, most].map(({ churn_rate }) => rate(churn_rate.value));
  return low === high ? `${low}` : `${low} (${monthName(least.month)}) to ${high} (${monthName(most.month)})`;
}
