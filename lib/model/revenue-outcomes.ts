import { binomialRange, binomials } from "../stats/binomial";
import { type CountDistribution, probabilityAt } from "../stats/count-distribution";
import type { CompanyGroup } from "./company-group";

/** Outcomes this improbable are left out; all of them together have a probability below 1e-4. */
const NEGLIGIBLE = 1e-9;

/** A size that brings revenue in a month. */
export interface PayingSize {
  readonly price: number;
  readonly probability: number;
  /** The place of the size among all sizes. */
  readonly place: number;
  /** The place of its group, and the companies of that group. */
  readonly group: number;
  readonly companies: number;
  /** How many numbers of active companies there may be, for all that matters. */
  readonly width: number;
}

/** One possible outcome for some sizes: how probable it is, and what revenue it brings. */
export interface RevenueOutcome {
  readonly probability: number;
  /** One per size, in their order. */
  readonly revenues: readonly number[];
  /** How many companies of each group are not accounted for by those sizes. */
  readonly left: readonly number[];
}

/** The sizes that may bring revenue. */
export function payingSizes(groups: readonly CompanyGroup[]): PayingSize[] {
  return groups
    .flatMap(({ companies, sizes }, group) => sizes.map((size) => ({ ...size, companies, group })))
    .map((size, place) => ({ ...size, place, width: countWidth(size.companies, size.probability) }))
    .filter(({ price, probability, companies }) => price > 0 && probability > 0 && companies > 0);
}

function countWidth(companies: number, probability: number): number {
  const { from, to } = binomialRange(companies, probability);
  return to - from + 1;
}

/**
 * The probability that a company is of this size and active, given that it is not of one of the sizes `known`.
 * Source: multinomial counts are binomial one after the other, each among the companies the earlier ones left.
 */
export function remainingProbability(size: PayingSize, known: readonly PayingSize[]): number {
  const same = known.filter(({ group }) => group === size.group);
  const taken = same.reduce((sum, { probability }) => sum + probability, 0);
  return taken >= 1 ? 0 : Math.min(1, size.probability / (1 - taken));
}

/** All outcomes for these sizes, see `remainingProbability`; without sizes the one in which nothing is said. */
export function revenueOutcomes(
  groups: readonly CompanyGroup[],
  sizes: readonly PayingSize[],
): RevenueOutcome[] {
  const nothing = { probability: 1, revenues: [], left: groups.map(({ companies }) => companies) };
  return sizes.reduce<RevenueOutcome[]>(
    (outcomes, size, place) => {
      const counts = binomials(remainingProbability(size, sizes.slice(0, place)));
      return outcomes.flatMap((outcome) =>
        splitOutcome(outcome, size, counts(outcome.left[size.group] ?? 0)),
      );
    },
    [nothing],
  );
}

/** An outcome split by how many companies of one more size are active. */
function splitOutcome(
  outcome: RevenueOutcome,
  { price, group }: PayingSize,
  counts: CountDistribution,
): RevenueOutcome[] {
  const split: RevenueOutcome[] = [];
  for (const index of counts.cumulative.keys()) {
    const probability = outcome.probability * probabilityAt(counts, index);
    if (probability < NEGLIGIBLE) continue;
    const count = counts.from + index;
    split.push({
      probability,
      revenues: [...outcome.revenues, count * price],
      left: without(outcome.left, group, count),
    });
  }
  return split;
}

function without(left: readonly number[], group: number, count: number): number[] {
  return left.map((companies, place) => (place === group ? companies - count : companies));
}
