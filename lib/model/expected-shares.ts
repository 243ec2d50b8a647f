import type { CompanyGroup, GroupSize } from "./company-group";

/** The distance between two points of the integral, which is then exact to about 1e-12. */
const STEP = 0.3;

/**
 * The expected share of each size in the MRR, 0 to 1, in the order of the sizes in the groups; a month
 * without MRR counts as share 0.
 *
 * Source: 1 / R is the integral of e^(-t R) over t > 0, so E[R_i / R] is that of E[R_i e^(-t R)], a derivative of
 * the generating function of multinomial counts. With t = e^y the trapezoidal rule converges exponentially
 * (H. Takahasi and M. Mori, "Double exponential formulas for numerical integration", 1974).
 */
export function expectedShares(groups: readonly CompanyGroup[]): number[] {
  const all = groups.flatMap(({ companies, sizes }) => sizes.map((size) => ({ ...size, companies })));
  const mrr = all.reduce(
    (sum, { price, probability, companies }) => sum + price * probability * companies,
    0,
  );
  const prices = all.map(({ price }) => price).filter((price) => price > 0);
  const shares = all.map(() => 0);
  // Without MRR this begins at infinity, and no point is added.
  const from = -Math.log(mrr) - 30;
  const to = Math.log(40 / Math.min(...prices));
  for (let y = from; y <= to; y += STEP) addPoint(shares, groups, Math.exp(y));
  return shares.map((share) => Math.min(1, share));
}

/** The logarithm of E[e^(-t r)] for the MRR r of one company of a group; never minus infinity. */
function logarithmOfTransform(sizes: readonly GroupSize[], t: number): number {
  const lacking = sizes.reduce(
    (sum, { price, probability }) => sum + probability * Math.expm1(-t * price),
    0,
  );
  return Math.log1p(Math.max(lacking, -1 + Number.EPSILON / 2));
}

/** Adds t * E[R_i e^(-t R)] * STEP to the share of each size. */
function addPoint(shares: number[], groups: readonly CompanyGroup[], t: number): void {
  const logarithms = groups.map(({ sizes }) => logarithmOfTransform(sizes, t));
  const together = groups.reduce(
    (sum, { companies }, g) => sum + (companies && companies * (logarithms[g] ?? 0)),
    0,
  );
  let place = 0;
  for (const [g, { companies, sizes }] of groups.entries()) {
    const others = Math.exp(together - (logarithms[g] ?? 0));
    for (const { price, probability } of sizes) {
      const own = companies * probability * price * Math.exp(-t * price);
      shares[place] = (shares[place] ?? 0) + STEP * t * own * others;
      place += 1;
    }
  }
}
