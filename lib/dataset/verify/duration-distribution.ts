import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import {
  DURATION_DEVIATION_SECONDS as DEVIATION_SECONDS,
  DURATION_MEAN_SECONDS as MEAN_SECONDS,
} from "../company-generator";

/** Whole seconds that cut the durations into `bins` parts of about the same probability, without the ends. */
export function durationEdges(bins: number): number[] {
  return Array.from({ length: bins - 1 }, (_, index) =>
    Math.round(normalQuantile((index + 1) / bins, MEAN_SECONDS, DEVIATION_SECONDS)),
  );
}

/** The probability that a session is shorter than so many whole seconds. */
export function shorterProbability(seconds: number): number {
  const from = 0.5 - seconds;
  const to = seconds - 0.5;
  return normalCdf(to, MEAN_SECONDS, DEVIATION_SECONDS) - normalCdf(from, MEAN_SECONDS, DEVIATION_SECONDS);
}
