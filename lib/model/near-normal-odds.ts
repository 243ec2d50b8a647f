import type { CompanyGroup } from "./company-group";
import { type Cumulants, discreteCumulants } from "./cumulants";
import { nearNormalCdf } from "./near-normal";
import { type PayingSize, remainingProbability, revenueOutcomes } from "./revenue-outcomes";

/** Up to this many outcomes of the sizes that matter most are gone through one by one. */
const MAX_OUTCOMES = 100;
/** A size has few active companies, about 10 at most, where their number may take no more values than this. */
const MAX_WIDTH_OF_FEW = 40;

/** The sizes gone through one by one, and those taken as one nearly normal sum. */
interface Split {
  readonly known: readonly PayingSize[];
  readonly rest: readonly PayingSize[];
}

/** For one of the sizes, the probability that its mrr is at most `odds` times that of the others. */
type SizeOddsCdf = (own: PayingSize) => (odds: number) => number;

/**
 * The probability that the mrr of a size is at most `odds` times that of the others, in a month with many
 * outcomes.
 *
 * Source: with R the MRR of the size and T that of the others it is the probability of R - odds * T <= 0.
 * Given the numbers of the sizes that matter most, the rest is a sum over many companies, and nearly normal.
 */
export function nearNormalOddsCdf(
  groups: readonly CompanyGroup[],
  sizes: readonly PayingSize[],
): SizeOddsCdf {
  return (own) => {
    const split = splitSizes(sizes, own);
    const place = split.known.indexOf(own);
    const outcomes = revenueOutcomes(groups, split.known).map(({ probability, revenues, left }) => {
      const mrr = revenues[place] ?? 0;
      return { probability, left, own: mrr, others: revenues.reduce((sum, one) => sum + one, -mrr) };
    });
    const weighed = restOfGroups(groups, split, own);
    return (odds) => {
      const each = weighed(odds);
      return outcomes.reduce((sum, { probability, left, own, others }) => {
        const total = addCompanies(own - odds * others, left, each);
        return sum + probability * nearNormalCdf(total, 0);
      }, 0);
    };
  };
}

/**
 * Sizes with few active companies are the least normal, the size itself matters most and then the most expensive
 * ones: in this order they are gone through one by one, as far as their outcomes are few.
 */
function splitSizes(sizes: readonly PayingSize[], own: PayingSize): Split {
  const isFew = ({ width }: PayingSize) => Number(width <= MAX_WIDTH_OF_FEW);
  const isOwn = (size: PayingSize) => Number(size === own);
  const known: PayingSize[] = [];
  const rest: PayingSize[] = [];
  let outcomes = 1;
  for (const size of [...sizes].sort(
    (a, b) => isFew(b) - isFew(a) || isOwn(b) - isOwn(a) || b.price - a.price,
  )) {
    const fits = outcomes * size.width <= MAX_OUTCOMES;
    (fits ? known : rest).push(size);
    if (fits) outcomes *= size.width;
  }
  return { known, rest };
}

/** What one company of the rest of a group adds to R - odds * T, by the odds. */
interface RestOfGroup {
  readonly group: number;
  readonly cumulants: Cumulants;
}

function restOfGroups(
  groups: readonly CompanyGroup[],
  { known, rest }: Split,
  own: PayingSize,
): (odds: number) => RestOfGroup[] {
  const made = groups.map((_, group) => {
    const sizes = rest.filter((size) => size.group === group);
    const probabilities = sizes.map((size) => remainingProbability(size, known));
    const none = 1 - probabilities.reduce((total, probability) => total + probability, 0);
    return (odds: number) => {
      const added = sizes.map((size) => (size === own ? size.price : -odds * size.price));
      return { group, cumulants: discreteCumulants([0, ...added], [Math.max(0, none), ...probabilities]) };
    };
  });
  return (odds) => made.map((of) => of(odds));
}

/** The cumulants of a known number and what the companies that are left of each group add to it. */
function addCompanies(known: number, left: readonly number[], each: readonly RestOfGroup[]): Cumulants {
  let [mean, variance, third, fourth] = [known, 0, 0, 0];
  for (const { group, cumulants } of each) {
    const companies = left[group] ?? 0;
    mean += companies * cumulants[0];
    variance += companies * cumulants[1];
    third += companies * cumulants[2];
    fourth += companies * cumulants[3];
  }
  return [mean, variance, third, fourth];
}
