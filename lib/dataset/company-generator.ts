import { drawInteger, drawNormal, type RandomStream, randomStream } from "../stats/random-stream";
import { drawCompanyName } from "./company-name";
import { monthStarts } from "./month";
import type { Rules, SessionDistribution, SizeRules } from "./rules";

/** The generator's version: raised whenever the same seed and rules would produce other rows. */
export const generatorVersion = 1;

/** A session lasts `|normal(mean, standard deviation)|`, in seconds. */
export const DURATION_MEAN_SECONDS = 15 * 60;
export const DURATION_DEVIATION_SECONDS = 5 * 60;

/** Checked rules and seed, and what follows from them for every company. */
export interface CompanyGenerator {
  readonly randomSeed: string;
  readonly rules: Rules;
  /** `months + 1` instants in milliseconds, see `monthStarts`. */
  readonly monthStarts: readonly number[];
}

/** @param rules and seed that have been checked */
export function createCompanyGenerator(rules: Rules, randomSeed: string): CompanyGenerator {
  return { rules, randomSeed, monthStarts: monthStarts(rules.startMonth, rules.months) };
}

/**
 * Generates one company. It depends on the seed, its number and the rules of sizes and months, and on nothing else.
 *
 * @param companyId 1, 2, 3, …
 */
export function generateCompany(generator: CompanyGenerator, companyId: number): GeneratedCompany {
  return new GeneratedCompany(generator, companyId);
}

/**
 * A company, each field of which is drawn when it is read, and again when it is read again: fields have random streams
 * of their own, so a reader pays for nothing else. Instants are milliseconds since 1970-01-01 UTC.
 */
export class GeneratedCompany {
  readonly companyId: number;
  readonly #generator: CompanyGenerator;
  readonly #size: SizeRules;

  constructor(generator: CompanyGenerator, companyId: number) {
    this.companyId = companyId;
    this.#generator = generator;
    this.#size = drawSize(this.#stream("size"), generator.rules.sizes);
  }

  get name(): string {
    return drawCompanyName(this.#stream("name"));
  }

  get size(): string {
    return this.#size.size;
  }

  /** Uniform from the start of the first month to the first session, or to the month's end if it has none. */
  get createdAt(): number {
    const [from = 0, monthEnd = 0] = this.#generator.monthStarts;
    const [firstSession = monthEnd] = this.#drawTimes(this.#drawCounts(1));
    return from + Math.floor(this.#stream("created at")() * (firstSession - from));
  }

  /** The number of sessions in each month before the one in which the company churns. */
  get sessionCounts(): number[] {
    return this.#drawCounts(this.#generator.rules.months);
  }

  /** The times of the sessions, sorted. */
  get sessionTimes(): number[] {
    return this.#drawTimes(this.sessionCounts);
  }

  /** Starts the durations of the sessions, in the order of time: each call returns the next, in whole seconds. */
  durations(): () => number {
    const random = this.#stream("durations");
    return () => Math.round(Math.abs(drawNormal(random, DURATION_MEAN_SECONDS, DURATION_DEVIATION_SECONDS)));
  }

  #stream(field: string): RandomStream {
    return randomStream(this.#generator.randomSeed, this.companyId, field);
  }

  /** Draws month by month until the company churns, for at most so many months. */
  #drawCounts(months: number): number[] {
    const random = this.#stream("sessions");
    const counts: number[] = [];
    while (counts.length < months) {
      const count = drawSessionCount(random, this.#size.sessions);
      if (count === 0) break;
      counts.push(count);
    }
    return counts;
  }

  /** Draws as many times in each month as it has sessions. */
  #drawTimes(counts: readonly number[]): number[] {
    const { monthStarts } = this.#generator;
    const random = this.#stream("session times");
    const times: number[] = [];
    for (const [month, count] of counts.entries()) {
      const from = monthStarts[month] ?? 0;
      const to = monthStarts[month + 1] ?? 0;
      for (let n = 0; n < count; n += 1) insertSorted(times, from + Math.floor(random() * (to - from)));
    }
    return times;
  }
}

function drawSize(random: RandomStream, sizes: readonly SizeRules[]): SizeRules {
  let left = random();
  const drawn = sizes.find(({ probability }) => {
    left -= probability;
    return left < 0;
  });
  // Rounding can leave a sum just below 1: the remainder goes to the last size that can occur.
  const last = drawn ?? sizes.filter(({ probability }) => probability > 0).at(-1);
  if (!last) throw new RangeError("no company size has a probability above 0");
  return last;
}

/** Source: the rule `base + s * u` with the sign s = +1 or -1 and u in 0 to spread. */
function drawSessionCount(random: RandomStream, { base, spread }: SessionDistribution): number {
  const u = drawInteger(random, 0, spread);
  return random() < 0.5 ? base + u : base - u;
}

/** Adds a number to a sorted list, which stays sorted. */
function insertSorted(list: number[], value: number): void {
  let place = list.length;
  list.push(value);
  for (; place > 0 && (list[place - 1] ?? 0) > value; place -= 1) list[place] = list[place - 1] ?? 0;
  list[place] = value;
}
