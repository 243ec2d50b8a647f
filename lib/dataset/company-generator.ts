import { drawInteger, drawNormal, type RandomStream, randomStream } from "../stats/random-stream";
import { drawCompanyName } from "./company-name";
import { monthStarts } from "./month";
import type { Rules, SessionDistribution, SizeRules } from "./rules";

/**
 * The version of what the generator makes: raised whenever the same seed and rules would give other rows.
 */
export const generatorVersion = 1;

/** A session lasts `|normal(mean, standard deviation)|`, in seconds. */
export const DURATION_MEAN_SECONDS = 15 * 60;
export const DURATION_DEVIATION_SECONDS = 5 * 60;

/** Rules and a seed that have been checked, made ready to draw from. */
export interface CompanyGenerator {
  readonly randomSeed: string;
  readonly rules: Rules;
  /** `months + 1` instants in milliseconds, see `monthStarts`. */
  readonly monthStarts: readonly number[];
}

/** What is known of a company beside its sessions. Instants are milliseconds since 1970-01-01 UTC. */
export interface CompanyProfile {
  readonly companyId: number;
  readonly name: string;
  readonly size: string;
  readonly createdAt: number;
}

/** One company with all its sessions, in the order of time. */
export interface GeneratedCompany extends CompanyProfile {
  readonly sessionTimes: readonly number[];
}

/** Prepares rules and a seed that have been checked. */
export function createCompanyGenerator(rules: Rules, randomSeed: string): CompanyGenerator {
  return { rules, randomSeed, monthStarts: monthStarts(rules.startMonth, rules.months) };
}

/**
 * Makes one company and the times of its sessions. The result depends on the seed, the number of the
 * company and the rules of sizes and months, and on nothing else.
 *
 * @param companyId 1, 2, 3, …
 */
export function generateCompany(generator: CompanyGenerator, companyId: number): GeneratedCompany {
  return {
    ...generateProfile(generator, companyId),
    sessionTimes: generateSessionTimes(generator, companyId),
  };
}

/** Makes one company without its sessions; of these it needs the first, which lies in the first month or nowhere. */
export function generateProfile(generator: CompanyGenerator, companyId: number): CompanyProfile {
  const { size, sessions } = sizeOf(generator, companyId);
  const [firstSession] = drawTimes(generator, companyId, drawCounts(generator, companyId, sessions, 1));
  return {
    companyId,
    name: drawCompanyName(randomStream(generator.randomSeed, companyId, "name")),
    size,
    createdAt: drawCreatedAt(
      randomStream(generator.randomSeed, companyId, "created at"),
      generator.monthStarts,
      firstSession,
    ),
  };
}

/** The number of a company's sessions in each month before the one in which it churns. */
export function generateSessionCounts(generator: CompanyGenerator, companyId: number): number[] {
  return drawCounts(generator, companyId, sizeOf(generator, companyId).sessions, generator.rules.months);
}

/** The times of a company's sessions, sorted. */
export function generateSessionTimes(generator: CompanyGenerator, companyId: number): number[] {
  return drawTimes(generator, companyId, generateSessionCounts(generator, companyId));
}

/** The durations of a company's sessions in whole seconds, in the order of its sessions. */
export function durationStream(generator: CompanyGenerator, companyId: number): () => number {
  const random = randomStream(generator.randomSeed, companyId, "durations");
  return () => Math.round(Math.abs(drawNormal(random, DURATION_MEAN_SECONDS, DURATION_DEVIATION_SECONDS)));
}

function sizeOf({ randomSeed, rules }: CompanyGenerator, companyId: number): SizeRules {
  return drawSize(randomStream(randomSeed, companyId, "size"), rules.sizes);
}

function drawSize(random: RandomStream, sizes: readonly SizeRules[]): SizeRules {
  let left = random();
  const drawn = sizes.find(({ probability }) => {
    left -= probability;
    return left < 0;
  });
  // Rounding can leave a sum just below 1: what is left over goes to the last size that can occur.
  const last = drawn ?? sizes.filter(({ probability }) => probability > 0).at(-1);
  if (!last) throw new RangeError("no company size has a probability above 0");
  return last;
}

/** Month by month until the company churns, at most for so many months. */
function drawCounts(
  { randomSeed }: CompanyGenerator,
  companyId: number,
  law: SessionDistribution,
  months: number,
): number[] {
  const random = randomStream(randomSeed, companyId, "sessions");
  const counts: number[] = [];
  while (counts.length < months) {
    const count = drawSessionCount(random, law);
    if (count === 0) break;
    counts.push(count);
  }
  return counts;
}

/** For each month as many times as it has sessions, sorted. */
function drawTimes(
  { randomSeed, monthStarts }: CompanyGenerator,
  companyId: number,
  counts: readonly number[],
): number[] {
  const random = randomStream(randomSeed, companyId, "session times");
  const times: number[] = [];
  for (const [month, count] of counts.entries()) {
    const from = monthStarts[month] ?? 0;
    const to = monthStarts[month + 1] ?? 0;
    for (let n = 0; n < count; n += 1) insertSorted(times, from + Math.floor(random() * (to - from)));
  }
  return times;
}

/** Source: the rule `base + s * u` with the sign s = +1 or -1 and u in 0 to spread. */
function drawSessionCount(random: RandomStream, { base, spread }: SessionDistribution): number {
  const u = drawInteger(random, 0, spread);
  return random() < 0.5 ? base + u : base - u;
}

/** Adds a number to a sorted list and keeps it sorted. */
function insertSorted(list: number[], value: number): void {
  let place = list.length;
  list.push(value);
  for (; place > 0 && (list[place - 1] ?? 0) > value; place -= 1) list[place] = list[place - 1] ?? 0;
  list[place] = value;
}

/** Uniform between the start of the first month and the first session, or the month's end where it has none. */
function drawCreatedAt(
  random: RandomStream,
  starts: readonly number[],
  firstSession: number | undefined,
): number {
  const [from = 0, monthEnd = 0] = starts;
  return from + Math.floor(random() * ((firstSession ?? monthEnd) - from));
}
