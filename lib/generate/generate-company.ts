import { monthStarts } from "../rules/month";
import type { Rules, SessionLaw, SizeRules } from "../rules/rules";
import { drawCompanyName } from "./company-name";
import { drawInteger, drawNormal, type RandomStream, randomStream } from "./random-stream";

/**
 * The version of what the generator makes: raised whenever the same seed and rules would give other rows.
 */
export const generatorVersion = 1;

/** A session lasts `|normal(mean, standard deviation)|`, in seconds. */
const DURATION_MEAN_SECONDS = 15 * 60;
const DURATION_DEVIATION_SECONDS = 5 * 60;

/** Rules and a seed that have been checked, made ready to draw from. */
export interface Generator {
  readonly seed: string;
  readonly rules: Rules;
  /** `months + 1` instants in milliseconds, see `monthStarts`. */
  readonly monthStarts: readonly number[];
}

/** One company with all its sessions, in the order of time. Instants are milliseconds since 1970-01-01 UTC. */
export interface GeneratedCompany {
  readonly companyId: number;
  readonly name: string;
  readonly size: string;
  readonly createdAt: number;
  readonly sessionTimes: readonly number[];
}

/** Prepares rules and a seed that have been checked. */
export function createGenerator(rules: Rules, seed: string): Generator {
  return { rules, seed, monthStarts: monthStarts(rules.startMonth, rules.months) };
}

/**
 * Makes one company and the times of its sessions. The result depends on the seed, the number of the
 * company and the rules of sizes and months, and on nothing else.
 *
 * @param companyId 1, 2, 3, …
 */
export function generateCompany(generator: Generator, companyId: number): GeneratedCompany {
  const stream = (field: string) => randomStream(generator.seed, companyId, field);
  const size = drawSize(stream("size"), generator.rules.sizes);
  const sessionTimes = drawSessionTimes(
    stream("sessions"),
    stream("session times"),
    size.sessions,
    generator.monthStarts,
  );
  return {
    companyId,
    name: drawCompanyName(stream("name")),
    size: size.size,
    createdAt: drawCreatedAt(stream("created at"), generator.monthStarts, sessionTimes[0]),
    sessionTimes,
  };
}

/** The durations of a company's sessions in whole seconds, in the order of its sessions. */
export function durationStream(generator: Generator, companyId: number): () => number {
  const random = randomStream(generator.seed, companyId, "durations");
  return () => Math.round(Math.abs(drawNormal(random, DURATION_MEAN_SECONDS, DURATION_DEVIATION_SECONDS)));
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

/** Month by month until the company churns: the number of sessions, then that many times, sorted. */
function drawSessionTimes(
  counts: RandomStream,
  times: RandomStream,
  law: SessionLaw,
  starts: readonly number[],
): number[] {
  const drawn: number[] = [];
  for (let month = 0; month + 1 < starts.length; month += 1) {
    const count = drawSessionCount(counts, law);
    if (count === 0) break;
    const from = starts[month] ?? 0;
    const to = starts[month + 1] ?? 0;
    const first = drawn.length;
    for (let n = 0; n < count; n += 1) insertSorted(drawn, first, from + Math.floor(times() * (to - from)));
  }
  return drawn;
}

/** Source: the rule `base + s * u` with the sign s = +1 or -1 and u in 0 to spread. */
function drawSessionCount(random: RandomStream, { base, spread }: SessionLaw): number {
  const u = drawInteger(random, 0, spread);
  return random() < 0.5 ? base + u : base - u;
}

/** Adds a number to a list whose part from `first` on is sorted, and keeps it sorted. */
function insertSorted(list: number[], first: number, value: number): void {
  let place = list.length;
  list.push(value);
  for (; place > first && (list[place - 1] ?? 0) > value; place -= 1) list[place] = list[place - 1] ?? 0;
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
