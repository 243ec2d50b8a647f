import type { CompanyHistory } from "./company-history";

/** Times and durations are counted in this many parts of equal length or probability. */
export const BINS = 24;

/** How many parts of equal length or probability times and durations are counted in. */
export interface TallyOptions {
  readonly bins: number;
  /** Whole seconds that cut the durations into parts, rising. */
  readonly durationEdges: readonly number[];
  /** The starts of the months and the end of the last one, in microseconds. */
  readonly starts: readonly number[];
}

/** The numbers that the statistical checks are made of, counted company by company. */
export class Tallies {
  readonly #options: TallyOptions;
  readonly #sizes = new Counts();
  readonly #sessionCounts = new Counts();
  readonly #lives = new Counts();
  readonly #times: number[][];
  readonly #signUps: number[];
  readonly #durations: number[];
  /** The bin of each duration below the last edge. */
  readonly #binOfDuration: Uint8Array;

  constructor(options: TallyOptions) {
    const { bins, durationEdges, starts } = options;
    this.#options = options;
    this.#times = starts.slice(1).map(() => zeros(bins));
    this.#signUps = zeros(bins);
    this.#durations = zeros(durationEdges.length + 1);
    this.#binOfDuration = Uint8Array.from(
      { length: durationEdges.at(-1) ?? 0 },
      (_, seconds) => durationEdges.filter((edge) => edge <= seconds).length,
    );
  }

  add(history: CompanyHistory): void {
    const { profile, sessions, monthCounts, monthsActive } = history;
    if (profile) {
      this.#sizes.add(profile.size);
      this.#lives.add(profile.size, monthsActive);
      for (const [month, count] of monthCounts.entries()) {
        if (count > 0) this.#sessionCounts.add(profile.size, month + 1, count);
      }
      this.#addSignUp(profile.createdAt, history);
    }
    this.#addTimes(sessions.times);
    this.#addDurations(sessions.durations);
  }

  /** Companies of a size. */
  size(size: string): number {
    return this.#sizes.of(size);
  }

  /** Companies of a size with so many sessions, one or more, in a month, counted from 1. */
  sessionCount(size: string, month: number, sessions: number): number {
    return this.#sessionCounts.of(size, month, sessions);
  }

  /** Companies of a size with sessions in so many months. */
  monthsActive(size: string, months: number): number {
    return this.#lives.of(size, months);
  }

  /** Sessions in a part of a month, counted from 1; all parts of a month are equally long. */
  sessionTimes(month: number, bin: number): number {
    return this.#times[month - 1]?.[bin] ?? 0;
  }

  /** Companies that signed up in a part of the time they could: to their first session or the first month's end. */
  signUps(bin: number): number {
    return this.#signUps[bin] ?? 0;
  }

  /** Sessions with a duration between two edges, the lower one included. */
  durations(bin: number): number {
    return this.#durations[bin] ?? 0;
  }

  #addTimes(times: readonly number[]): void {
    const { bins, starts } = this.#options;
    let month = 0;
    for (let index = 0; index < times.length; index += 1) {
      const time = times[index] ?? 0;
      while (month > 0 && time < (starts[month] ?? 0)) month -= 1;
      while (month < this.#times.length && time >= (starts[month + 1] ?? 0)) month += 1;
      const bin = partOf(time, starts[month] ?? 0, starts[month + 1] ?? 0, bins);
      if (bin >= 0) increment(this.#times[month], bin);
    }
  }

  #addSignUp(createdAt: number, { firstSession }: CompanyHistory): void {
    const { bins, starts } = this.#options;
    const [from = 0, monthEnd = 0] = starts;
    const bin = partOf(createdAt, from, Math.min(firstSession, monthEnd), bins);
    if (bin >= 0) increment(this.#signUps, bin);
  }

  #addDurations(durations: readonly number[]): void {
    const last = this.#durations.length - 1;
    for (let index = 0; index < durations.length; index += 1) {
      increment(this.#durations, this.#binOfDuration[durations[index] ?? 0] ?? last);
    }
  }
}

/** Numbers by a key of several parts, of which only the first may be a text that contains anything. */
class Counts {
  readonly #counts = new Map<string, number>();

  add(...key: readonly [string, ...number[]]): void {
    const joined = key.join("/");
    this.#counts.set(joined, (this.#counts.get(joined) ?? 0) + 1);
  }

  of(...key: readonly [string, ...number[]]): number {
    return this.#counts.get(key.join("/")) ?? 0;
  }
}

/** Which of `parts` equal parts of `[from, to)` a value lies in, -1 if it lies outside. */
function partOf(value: number, from: number, to: number, parts: number): number {
  return value >= from && value < to ? Math.floor(((value - from) / (to - from)) * parts) : -1;
}

function zeros(length: number): number[] {
  return new Array(length).fill(0);
}

function increment(counts: number[] | undefined, index: number): void {
  if (counts) counts[index] = (counts[index] ?? 0) + 1;
}
