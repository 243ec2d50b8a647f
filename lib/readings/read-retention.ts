import type { Rules } from "../rules/rules";
import type { RetentionPoint } from "../statistics/retention-curves";
import { activeProbability } from "../theory/session-law";
import { NO_DATA, rate } from "./numbers-in-words";

/**
 * The retention curves in words: what they end at, with the 95 % band, and how often what the rules say lies inside
 * the band.
 *
 * @param points of `retentionCurves`
 * @param rules of the dataset
 */
export function readRetention(points: readonly RetentionPoint[], rules: Rules): string {
  const lived = points.filter(({ months }) => months > 0);
  if (lived.length === 0) return NO_DATA;
  const inTheory = ({ company_size, months }: RetentionPoint) => {
    const law = rules.sizes.find(({ size }) => size === company_size)?.sessions;
    return law ? activeProbability(law, months) : Number.NaN;
  };
  const sizes = [...new Set(lived.map((point) => point.company_size))];
  const ends = sizes.flatMap((size) => lived.filter((point) => point.company_size === size).slice(-1));
  const parts = ends.map((end) => {
    const { value, low, high } = end.retention;
    return `${rate(value)} of the ${end.company_size} companies stay beyond month ${end.months} (95 % band ${rate(low)} to ${rate(high)}; by the rules ${rate(inTheory(end))})`;
  });
  const inside = lived.filter(
    (point) => point.retention.low <= inTheory(point) && inTheory(point) <= point.retention.high,
  );
  return `${parts.join("; ")}. The curve by the rules lies inside the band at ${inside.length} of ${lived.length} points.`;
}
