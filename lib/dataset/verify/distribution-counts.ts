import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import type { EventSum } from "../../stats/chi-square-test";
import { churnGivenPast } from "../churn";
import {
  type CompanyGenerator,
  DURATION_DEVIATION_SECONDS,
  DURATION_MEAN_SECONDS,
} from "../company-generator";
import type { SizeRules } from "../rules";
import { activeSessionProbabilities } from "../session-distribution";
import { type CompanyHistory, microsecondStarts, monthOf } from "./company-history";

/** Times and durations are counted in this many parts of equal length or probability. */
export const BINS = 24;

/** Whole seconds that cut the durations into parts of about the same probability. */
export const DURATION_EDGES: readonly number[] = Array.from({ length: BINS - 1 }, (_, index) =>
  Math.round(normalQuantile((index + 1) / BINS, DURATION_MEAN_SECONDS, DURATION_DEVIATION_SECONDS)),
);
/** The part of each duration below the last edge. */
const DURATION_BINS = Uint8Array.from(
  { length: DURATION_EDGES.at(-1) ?? 0 },
  (_, seconds) => DURATION_EDGES.filter((edge) => edge <= seconds).length,
);

/** The counts that the distribution tests need, added up company by company. */
export class DistributionCounts {
  readonly sizes: readonly SizeCounts[];
  /** Sessions by the part of their month. */
  readonly sessionTimes = zeros(BINS);
  /** Companies by the part of the time in which they could sign up: to their first session or the end of the month. */
  readonly signUps = zeros(BINS);
  readonly durations = zeros(BINS);
  readonly #sizes: ReadonlyMap<string, SizeCounts>;
  readonly #starts: readonly number[];

  constructor(generator: CompanyGenerator) {
    const { sizes, months } = generator.rules;
    this.#starts = microsecondStarts(generator);
    this.sizes = sizes.map((size) => new SizeCounts(size, months));
    this.#sizes = new Map(this.sizes.map((size) => [size.rules.size, size]));
  }

  add({ profile, sessions, monthCounts, signUpMonth, firstSession }: CompanyHistory): void {
    if (profile) {
      this.#sizes.get(profile.size)?.add(monthCounts);
      const [from = 0, monthEnd = 0] = [this.#starts[signUpMonth], this.#starts[signUpMonth + 1]];
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
      // Times outside of the horizon have no month.
      increment(
        this.sessionTimes,
        partOf(time, starts[month] ?? Number.NaN, starts[month + 1] ?? Number.NaN),
      );
    }
  }
}

/** The companies of a size: a life table by tenure, and what happens after companies have churned. */
export class SizeCounts {
  /** Companies observed at each tenure, churned or not; fewer at high tenures if some signed up later. */
  readonly companies: number[];
  /** Of these, the ones that had not churned before. */
  readonly atRisk: number[];
  /** Of these, the ones that churned. */
  readonly churned: number[];
  /** Months with sessions by the number of sessions, from 0. */
  readonly activeMonths: number[];
  /** Months in which a company that was gone returned. */
  readonly returns = new EventTally();
  /** Months in which a customer that had churned before churned again. */
  readonly churnAfterReturns = new EventTally();
  readonly #churnGivenPast: (months: number, churns: number) => number;

  constructor(
    readonly rules: SizeRules,
    months: number,
  ) {
    this.companies = zeros(months);
    this.atRisk = zeros(months);
    this.churned = zeros(months);
    this.activeMonths = activeSessionProbabilities(rules.sessions).map(() => 0);
    this.#churnGivenPast = churnGivenPast(rules);
  }

  /** @param monthCounts the sessions of a company in each month from its sign-up month on */
  add(monthCounts: readonly number[]): void {
    let isCustomer = true;
    let monthsAsCustomer = 0;
    let churns = 0;
    for (const [tenure, sessions] of monthCounts.entries()) {
      const isActive = sessions > 0;
      increment(this.companies, tenure);
      if (isActive) increment(this.activeMonths, sessions);
      if (!isCustomer) this.returns.add(this.rules.reactivation ?? 0, isActive);
      else {
        if (churns > 0) this.churnAfterReturns.add(this.#churnGivenPast(monthsAsCustomer, churns), !isActive);
        else {
          increment(this.atRisk, tenure);
          if (!isActive) increment(this.churned, tenure);
        }
        monthsAsCustomer += 1;
        if (!isActive) churns += 1;
      }
      isCustomer = isActive;
    }
  }
}

/** Adds up events and the probabilities that they had. */
class EventTally implements EventSum {
  observed = 0;
  expected = 0;
  variance = 0;

  add(probability: number, happened: boolean): void {
    if (happened) this.observed += 1;
    this.expected += probability;
    this.variance += probability * (1 - probability);
  }
}

/** Which of the equal parts of `[from, to)` a value lies in, -1 if it lies outside. */
function partOf(value: number, from: number, to: number): number {
  return value >= from && value < to ? Math.floor(((value - from) / (to - from)) * BINS) : -1;
}

function zeros(length: number): number[] {
  return new Array(length).fill(0);
}

/** Increments a cell; ignores values without a cell, which another check finds. */
function increment(counts: number[], cell: number): void {
  const before = counts[cell];
  if (before !== undefined) counts[cell] = before + 1;
}
