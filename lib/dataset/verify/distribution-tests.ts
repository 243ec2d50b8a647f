import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import { type Cell, chiSquareTest, poolCells } from "../../stats/chi-square-test";
import { rejectedByHolm } from "../../stats/holm";
import { count } from "../../text/numbers-in-words";
import { churnProbability, retentionProbability } from "../churn";
import {
  type CompanyGenerator,
  DURATION_DEVIATION_SECONDS,
  DURATION_MEAN_SECONDS,
} from "../company-generator";
import type { SizeRules } from "../rules";
import { activeSessionProbabilities } from "../session-distribution";
import { type CompanyHistory, monthOf } from "./session-checks";
import { type CheckRow, FAMILY_LEVEL, ruleRow } from "./verification";

/** Times and durations are counted in this many parts of equal length or probability. */
const BINS = 24;

/** Whole seconds that cut the durations into parts of about the same probability. */
const DURATION_EDGES = Array.from({ length: BINS - 1 }, (_, index) =>
  Math.round(normalQuantile((index + 1) / BINS, DURATION_MEAN_SECONDS, DURATION_DEVIATION_SECONDS)),
);
/** The part of each duration below the last edge. */
const DURATION_BINS = Uint8Array.from(
  { length: DURATION_EDGES.at(-1) ?? 0 },
  (_, seconds) => DURATION_EDGES.filter((edge) => edge <= seconds).length,
);

/** A company size and the counts of its companies. */
interface SizeCounts extends SizeRules {
  /** Companies by the number of months in which they have sessions, from 0. */
  readonly lifetimes: number[];
  /** Months with sessions by the number of sessions, from 0. */
  readonly activeMonths: number[];
}

/** The counts that the tests of distributions need, added up company by company. */
export class DistributionCounts {
  readonly sizes: readonly SizeCounts[];
  /** Sessions by the part of their month. */
  readonly sessionTimes = zeros(BINS);
  /** Companies by the part of the time in which they could sign up: to their first session or the first month's end. */
  readonly signUps = zeros(BINS);
  readonly durations = zeros(BINS);
  readonly #starts: readonly number[];

  constructor({ rules, monthStarts }: CompanyGenerator) {
    this.#starts = monthStarts.map((start) => start * 1000);
    this.sizes = rules.sizes.map((size) => ({
      ...size,
      lifetimes: zeros(rules.months + 1),
      activeMonths: activeSessionProbabilities(size.sessions).map(() => 0),
    }));
  }

  add({ profile, sessions, monthCounts, monthsActive, firstSession }: CompanyHistory): void {
    if (profile) {
      const size = this.sizes.find((each) => each.size === profile.size);
      increment(size?.lifetimes, monthsActive);
      for (const count of monthCounts) if (count > 0) increment(size?.activeMonths, count);
      const [from = 0, monthEnd = 0] = this.#starts;
      increment(this.signUps, partOf(profile.createdAt, from, Math.min(firstSession, monthEnd)));
    }
    this.#addTimes(sessions.times);
    for (let index = 0; index < sessions.durations.length; index += 1) {
      increment(this.durations, DURATION_BINS[sessions.durations[index] ?? 0] ?? BINS - 1);
    }
  }

  #addTimes(times: readonly number[]): void {
    const starts = this.#starts;
    let month = 0;
    for (let index = 0; index < times.length; index += 1) {
      const time = times[index] ?? 0;
      month = monthOf(time, starts, month);
      // Outside of the horizon there is no month, and so no part of it.
      increment(
        this.sessionTimes,
        partOf(time, starts[month] ?? Number.NaN, starts[month + 1] ?? Number.NaN),
      );
    }
  }
}

/**
 * Tests whether the counts have the distributions of the rules. Cells are pooled until each expects enough; if that
 * leaves one cell, there are too few rows to test and the check passes.
 */
export function testDistributions({
  sizes,
  sessionTimes,
  signUps,
  durations,
}: DistributionCounts): CheckRow[] {
  return judge([
    ["share of company sizes", shareCells(sizes)],
    ...sizes.map((size): Sample => [`sessions per month, ${size.size}`, activeMonthCells(size)]),
    ...sizes.map((size): Sample => [`churn, ${size.size}`, lifetimeCells(size)]),
    ["session times in the month", evenCells(sessionTimes)],
    ["sign-up times", evenCells(signUps)],
    ["session durations", durationCells(durations)],
  ]);
}

type Sample = readonly [check: string, cells: readonly Cell[]];

/** Judges all tests together: if the dataset follows its rules, any of them fails with the probability `FAMILY_LEVEL`. */
function judge(samples: readonly Sample[]): CheckRow[] {
  const tests = samples.map(([check, cells]) => {
    const pooled = poolCells(cells);
    return { check, pooled, result: pooled.length > 1 ? chiSquareTest(pooled) : undefined };
  });
  const rejected = rejectedByHolm(
    tests.flatMap(({ result }) => result ?? []),
    FAMILY_LEVEL,
  );
  return tests.map(({ check, pooled, result }) => {
    if (!result) return ruleRow(check, true, "too few rows to test");
    const { statistic, degreesOfFreedom, pValue } = result;
    const test = `chi-square, ${degreesOfFreedom} df`;
    const detail = `${count(sumOf(pooled.map(({ observed }) => observed)))} in ${pooled.length} groups`;
    return { check, passed: !rejected.has(result), test, statistic, pValue, detail };
  });
}

function shareCells(sizes: readonly SizeCounts[]): Cell[] {
  return sizes.map(({ probability, lifetimes }) => ({ observed: sumOf(lifetimes), probability }));
}

/** One cell for each number of sessions that a company can have in a month with sessions. */
function activeMonthCells({ sessions, activeMonths }: SizeCounts): Cell[] {
  return activeSessionProbabilities(sessions)
    .map((probability, count) => ({ observed: activeMonths[count] ?? 0, probability }))
    .filter(({ probability }) => probability > 0);
}

/** One cell for each number of active months; the last contains those that never churned. */
function lifetimeCells(size: SizeCounts): Cell[] {
  const { lifetimes } = size;
  return lifetimes.map((observed, months) => {
    const reached = retentionProbability(size, months);
    const isLast = months === lifetimes.length - 1;
    return { observed, probability: isLast ? reached : reached * churnProbability(size, months) };
  });
}

function evenCells(counts: readonly number[]): Cell[] {
  return counts.map((observed) => ({ observed, probability: 1 / BINS }));
}

function durationCells(durations: readonly number[]): Cell[] {
  const shorter = [0, ...DURATION_EDGES.map(shorterProbability), 1];
  return durations.map((observed, bin) => ({
    observed,
    probability: (shorter[bin + 1] ?? 0) - (shorter[bin] ?? 0),
  }));
}

/** The probability that a session, rounded to whole seconds, is shorter than so many. */
function shorterProbability(seconds: number): number {
  const below = (edge: number) => normalCdf(edge, DURATION_MEAN_SECONDS, DURATION_DEVIATION_SECONDS);
  return below(seconds - 0.5) - below(0.5 - seconds);
}

/** Which of the equal parts of `[from, to)` a value lies in, -1 if it lies outside. */
function partOf(value: number, from: number, to: number): number {
  return value >= from && value < to ? Math.floor(((value - from) / (to - from)) * BINS) : -1;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, one) => sum + one, 0);
}

function zeros(length: number): number[] {
  return new Array(length).fill(0);
}

/** Counts in a cell; what has no cell is left out, for another check to find. */
function increment(counts: number[] | undefined, cell: number): void {
  const before = counts?.[cell];
  if (counts && before !== undefined) counts[cell] = before + 1;
}
