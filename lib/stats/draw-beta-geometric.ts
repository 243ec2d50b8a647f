import { type BetaGeometricFit, logLikelihood, MOST_POLARIZED } from "./beta-geometric";
import type { Estimate } from "./estimate";
import type { EventCount } from "./kaplan-meier";
import { drawIndex, type RandomStream } from "./random-stream";

/** Cells of the grid in each direction: each is a twentieth of a 95% confidence interval wide. */
const CELLS = 40;

/** The mean and the polarization of a beta distribution. */
export interface MeanAndPolarization {
  readonly mean: number;
  readonly polarization: number;
}

/**
 * Returns a function that draws mean and polarization with probabilities in proportion to their likelihood, in a rectangle twice as
 * wide and high as the 95% confidence intervals.
 *
 * @param counts as for `fitBetaGeometric`
 * @param fit what it returns for them
 *
 * Source: the posterior of a uniform prior, drawn from a grid and spread over its cells, A. Gelman et al., "Bayesian Data
 * Analysis", 2013, section 3.7; as there, cells that matter must be inside.
 */
export function betaGeometricDrawer(
  counts: readonly EventCount[],
  fit: BetaGeometricFit,
): (random: RandomStream) => MeanAndPolarization {
  const means = grid(fit.mean, 1);
  const polarizations = grid(fit.polarization, MOST_POLARIZED);
  const observed = counts.filter(({ atRisk }) => atRisk > 0);
  const cells = means.middles.flatMap((mean) =>
    polarizations.middles.map((polarization) => ({
      mean,
      polarization,
      log: logLikelihood(observed, mean, polarization),
    })),
  );
  const most = cells.reduce((highest, { log }) => Math.max(highest, log), Number.NEGATIVE_INFINITY);
  const weights = cells.map(({ log }) => Math.exp(log - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const drawCell = drawIndex(weights.map((weight) => weight / total));
  return (random) => {
    const { mean, polarization } = cells[drawCell(random)] ?? {
      mean: fit.mean.value,
      polarization: fit.polarization.value,
    };
    return {
      mean: mean + (random() - 0.5) * means.width,
      polarization: polarization + (random() - 0.5) * polarizations.width,
    };
  };
}

/** Cells around an interval, from 0 to `most` at the farthest. */
function grid({ low, high }: Estimate, most: number): { readonly width: number; readonly middles: number[] } {
  const reach = (high - low) / 2;
  const from = Math.max(0, low - reach);
  const width = (Math.min(most, high + reach) - from) / CELLS;
  return { width, middles: Array.from({ length: CELLS }, (_, cell) => from + (cell + 0.5) * width) };
}
