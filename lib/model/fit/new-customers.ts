import { MAX_GROWTH } from "../../dataset/check-rules";
import type { NewCustomers } from "../../dataset/rules";
import { chiSquareTest, poolCells } from "../../stats/chi-square-test";

/** As in tests elsewhere: what would be seen in fewer than 5% of cases is another pattern. */
const LEVEL = 0.05;

/**
 * Whether the same number of new customers every month, or growth, describes a list of them: it does unless a chi-square test
 * rejects it at the 5% level. If both do, the one that fits better, and of equals the same number.
 *
 * @param companies of the first month, 1 or more
 * @param later new customers of each month after it
 * @returns undefined if neither describes the list, or it contains nobody
 */
export function simplerNewCustomers(companies: number, later: readonly number[]): NewCustomers | undefined {
  const total = later.reduce((sum, signUps) => sum + signUps, 0);
  if (total === 0) return undefined;
  const growth = ((companies + total) / companies) ** (1 / later.length) - 1;
  const perMonth = Math.round(total / later.length);
  const patterns = [
    // A number below 1/2 would be rounded to nobody.
    ...(perMonth > 0 ? [{ rule: perMonth, expected: later.map(() => 1) }] : []),
    ...(growth <= MAX_GROWTH
      ? [{ rule: { growth }, expected: later.map((_, month) => (1 + growth) ** month) }]
      : []),
  ];
  const fits = patterns.map(({ rule, expected }) => ({ rule, pValue: pValueOf(later, expected) }));
  const [best] = fits.filter(({ pValue }) => pValue >= LEVEL).sort((a, b) => b.pValue - a.pValue);
  return best?.rule;
}

function pValueOf(observed: readonly number[], expected: readonly number[]): number {
  const sum = expected.reduce((total, value) => total + value, 0);
  const cells = poolCells(
    expected.map((value, month) => ({ observed: observed[month] ?? 0, probability: value / sum })),
  );
  return cells.length > 1 ? chiSquareTest(cells).pValue : 1;
}
