import { binomials } from "../stats/binomial";
import { probabilityUpTo } from "../stats/count-distribution";
import { TAIL } from "../stats/prediction";
import type { CompanyGroup } from "./company-group";
import { nearNormalOddsCdf } from "./near-normal-odds";
import { type PayingSize, payingSizes, remainingProbability, revenueOutcomes } from "./revenue-outcomes";
import { solveRising } from "./solve-rising";

/** Up to this many outcomes of a month are all taken into account; a default month has about 10,000. */
const MAX_OUTCOMES = 20_000;
/** The logarithms of odds between which shares are looked for: prices differ by 10^8, companies by 10^7. */
const MAX_LOG_ODDS = 60;
/** The search ends, and Postgres and JavaScript round, within this; the ends lie so far outside. */
const PRECISION = 1e-9;

/** The probability that the mrr of a size is at most `odds` times that of the other sizes together. */
export type OddsCdf = (odds: number) => number;

/** An interval that includes both ends. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The central 95 % interval of the share of each size in the MRR of a month, 0 to 1, in the order of the sizes
 * in the groups. Exact where the outcomes can be counted, else near, see `nearNormalOddsCdf`.
 *
 * Source: with R the MRR of the size and T that of the others, R / (R + T) <= x means R <= odds * T with
 * odds = x / (1 - x), a question about a weighted sum of the active companies of each size.
 */
export function shareIntervals(groups: readonly CompanyGroup[]): Interval[] {
  const intervals = groups.flatMap(({ sizes }) => sizes.map((): Interval => ({ low: 0, high: 0 })));
  const paying = payingSizes(groups);
  const [widest, ...others] = [...paying].sort((a, b) => b.width - a.width);
  if (!widest) return intervals;
  const outcomes = others.reduce((product, { width }) => product * width, widest.width);
  const cdf =
    outcomes <= MAX_OUTCOMES ? exactOddsCdf(groups, widest, others) : nearNormalOddsCdf(groups, paying);
  for (const size of paying) intervals[size.place] = shareInterval(cdf(size));
  return intervals;
}

function shareInterval(cdf: OddsCdf): Interval {
  const quantile = (probability: number) =>
    shareOf(solveRising((logOdds) => cdf(Math.exp(logOdds)) - probability, -MAX_LOG_ODDS, MAX_LOG_ODDS));
  return {
    low: Math.max(0, quantile(TAIL) - PRECISION),
    high: Math.min(1, quantile(1 - TAIL) + PRECISION),
  };
}

function shareOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** Goes through all outcomes but for one size, best the one with the most of them; it is binomial given the others. */
function exactOddsCdf(groups: readonly CompanyGroup[], last: PayingSize, known: readonly PayingSize[]) {
  const counts = binomials(remainingProbability(last, known));
  const outcomes = revenueOutcomes(groups, known).map(({ probability, revenues, left }) => ({
    probability,
    revenues,
    total: revenues.reduce((sum, mrr) => sum + mrr, 0),
    counts: counts(left[last.group] ?? 0),
  }));
  return (own: PayingSize): OddsCdf => {
    if (own === last) {
      return (odds) =>
        outcomes.reduce(
          (sum, { probability, total, counts }) =>
            sum + probability * probabilityUpTo(counts, (odds * total) / own.price),
          0,
        );
    }
    const place = known.indexOf(own);
    return (odds) =>
      outcomes.reduce((sum, { probability, revenues, total, counts }) => {
        const mrr = revenues[place] ?? 0;
        // R <= odds * (known others + count * price): at least this many of the last size.
        const least = Math.ceil((mrr / odds - (total - mrr)) / last.price);
        return sum + probability * (1 - probabilityUpTo(counts, least - 1));
      }, 0);
  };
}
