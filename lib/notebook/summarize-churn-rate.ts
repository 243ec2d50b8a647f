import type { Rules } from "../dataset/rules";
import { churnProbability } from "../dataset/session-distribution";
import type { ChurnRate } from "../metrics/churn-rates";
import { binomialPrediction } from "../stats/prediction";
import { count, monthName, NO_DATA, rate } from "../text/numbers-in-words";
import { type Comparison, partOf, readComparisons } from "./summarize-against-expected";

/**
 * The churn rates in words: the lowest and the highest month of each size, and how many intervals hold the rate by the
 * rules.
 *
 * @param rates of `churnRates`
 * @param rules of the dataset
 */
export function summarizeChurnRate(rates: readonly ChurnRate[], rules: Rules): string {
  if (rates.length === 0) return NO_DATA;
  const sizes = [...new Set(rates.map((row) => row.company_size))];
  const parts = sizes.map((size) => {
    const ofSize = rates.filter((row) => row.company_size === size);
    const least = ofSize.reduce((a, b) => (b.churn_rate.value < a.churn_rate.value ? b : a));
    const most = ofSize.reduce((a, b) => (b.churn_rate.value > a.churn_rate.value ? b : a));
    const expected = expectedRate(rules, size);
    return `${range(least, most)} of the ${size} companies (${expected === undefined ? "not a size of these rules" : `expected ${rate(expected)}`})`;
  });
  const comparisons = rates.flatMap((row): Comparison[] => {
    const expected = expectedRate(rules, row.company_size);
    if (expected === undefined) return [];
    const { company_size, month, churned, at_risk, churn_rate } = row;
    return [
      {
        company_size,
        name: `${company_size} in ${monthName(month)} (${count(churned)} lost of ${count(at_risk)})`,
        observed: churned,
        expected: binomialPrediction(at_risk, expected),
        perCompany: 1,
        inside: churn_rate.low <= expected && expected <= churn_rate.high,
      },
    ];
  });
  const agreement = comparisons.length === 0 ? "" : ` ${readComparisons(comparisons, agree)}`;
  return `In a month the startup loses ${parts.join("; ")}.${agreement}`;
}

function agree(inside: number, all: number): string {
  if (all === 1)
    return `The 95% confidence interval ${inside === 1 ? "contains" : "misses"} the expected rate`;
  return `${partOf(inside, all)} confidence intervals (95%) ${inside > 1 ? "contain" : "contains"} the expected rate`;
}

function expectedRate(rules: Rules, company_size: string): number | undefined {
  const size = rules.sizes.find(({ size }) => size === company_size);
  return size && churnProbability(size.sessions);
}

function range(least: ChurnRate, most: ChurnRate): string {
  const [low, high] = [least, most].map(({ churn_rate }) => rate(churn_rate.value));
  return low === high ? `${low}` : `${low} (${monthName(least.month)}) to ${high} (${monthName(most.month)})`;
}
