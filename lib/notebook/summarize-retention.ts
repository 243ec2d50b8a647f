import type { Rules } from "../dataset/rules";
import { activeProbability } from "../dataset/session-distribution";
import type { RetentionPoint } from "../metrics/retention-curves";
import { binomialPrediction } from "../stats/prediction";
import { NO_DATA, rate } from "../text/numbers-in-words";
import { type Comparison, partOf, readComparisons, SHARED } from "./summarize-against-expected";

/**
 * The retention curves in words: what they end at, with the 95% limits, and how often what the rules predict lies
 * within the limits.
 *
 * @param points of `retentionCurves`
 * @param rules of the dataset
 */
export function summarizeRetention(points: readonly RetentionPoint[], rules: Rules): string {
  const lived = points.filter(({ months }) => months > 0);
  if (lived.length === 0) return NO_DATA;
  const sizes = [...new Set(lived.map((point) => point.company_size))];
  const ends = sizes.flatMap((size) => lived.filter((point) => point.company_size === size).slice(-1));
  const parts = ends.map((end) => {
    const { value, low, high } = end.retention;
    const expected = expectedRetention(rules, end);
    const stay = `${rate(value)} of the ${end.company_size} companies stay beyond month ${end.months}`;
    return `${stay} (95% limits ${rate(low)} to ${rate(high)}; ${expected === undefined ? "not a size of these rules" : `expected ${rate(expected)}`})`;
  });
  const comparisons = lived.flatMap((point): Comparison[] => {
    const expected = expectedRetention(rules, point);
    if (expected === undefined) return [];
    const { company_size, months, retention } = point;
    const companies = points.find((one) => one.company_size === company_size)?.at_risk ?? 0;
    return [
      {
        company_size,
        name: `${company_size} beyond month ${months} (${rate(retention.value)}, expected ${rate(expected)})`,
        observed: retention.value * companies,
        expected: binomialPrediction(companies, expected),
        perCompany: 1,
        inside: retention.low <= expected && expected <= retention.high,
      },
    ];
  });
  const agreement = comparisons.length === 0 ? "" : ` ${readComparisons(comparisons, agree, SHARED)}`;
  return `${parts.join("; ")}.${agreement}`;
}

function agree(inside: number, all: number): string {
  if (all === 1) return `The expected share lies ${inside === 1 ? "within" : "outside"} the 95% limits`;
  return `The expected curve lies within the 95% limits at ${partOf(inside, all).toLowerCase()} points`;
}

function expectedRetention(rules: Rules, { company_size, months }: RetentionPoint): number | undefined {
  const size = rules.sizes.find(({ size }) => size === company_size);
  return size && activeProbability(size.sessions, months);
}
