import { drawBeta } from "../stats/draw-gamma";
import { drawIndex, drawInteger, drawNormal, type RandomStream, randomStream } from "../stats/random-stream";
import { betaParameters } from "./churn";
import { drawCompanyName } from "./company-name";
import { monthStarts } from "./month";
import {
  type Rules,
  type SessionSpread,
  type SessionWeights,
  type SizeRules,
  signUpsPerMonth,
} from "./rules";
import { activeSessionProbabilities, sessionProbabilities } from "./session-distribution";

/** The generator's version: raised whenever the same seed and rules would produce other rows. */
export const generatorVersion = 1;

/** A session lasts `|normal(mean, standard deviation)|`, in seconds. */
export const DURATION_MEAN_SECONDS = 15 * 60;
export const DURATION_DEVIATION_SECONDS = 5 * 60;

/** Checked rules and seed, with what all companies share. */
export interface CompanyGenerator {
  readonly randomSeed: string;
  readonly rules: Rules;
  /** `months + 1` instants in milliseconds, see `monthStarts`. */
  readonly monthStarts: readonly number[];
  /** The number of companies in all. */
  readonly companies: number;
  /** For each month the last company that signs up in it: companies are numbered in the order of their sign-up months. */
  readonly lastCompanies: readonly number[];
  readonly sizes: readonly SizeGenerator[];
}

/** @param rules and seed that have been checked */
export function createCompanyGenerator(rules: Rules, randomSeed: string): CompanyGenerator {
  let companies = 0;
  const lastCompanies = signUpsPerMonth(rules).map((signUps) => {
    companies += signUps;
    return companies;
  });
  return {
    rules,
    randomSeed,
    monthStarts: monthStarts(rules.startMonth, rules.months),
    companies,
    lastCompanies,
    sizes: rules.sizes.map(createSizeGenerator),
  };
}

/**
 * Generates one company. It depends only on the seed, its number, its sign-up month, the rules of its size and the months.
 *
 * @param companyId 1, 2, 3, …
 */
export function generateCompany(generator: CompanyGenerator, companyId: number): GeneratedCompany {
  return new GeneratedCompany(generator, companyId);
}

/**
 * A company whose fields are drawn each time they are read, each from its own random stream, so reading one does not draw the others.
 * Instants are milliseconds since 1970-01-01 UTC.
 */
export class GeneratedCompany {
  readonly companyId: number;
  /** The index of the month in which it signs up, 0 for the first. */
  readonly signUpMonth: number;
  readonly #generator: CompanyGenerator;
  readonly #size: SizeGenerator;

  constructor(generator: CompanyGenerator, companyId: number) {
    this.companyId = companyId;
    this.signUpMonth = generator.lastCompanies.findIndex((last) => companyId <= last);
    this.#generator = generator;
    this.#size = drawSize(this.#stream("size"), generator.sizes);
  }

  get name(): string {
    return drawCompanyName(this.#stream("name"));
  }

  get size(): string {
    return this.#size.rules.size;
  }

  /** Uniform from the start of the sign-up month to the first session, or to the month's end if it has none. */
  get createdAt(): number {
    const [from = 0, monthEnd = 0] = this.#generator.monthStarts.slice(this.signUpMonth);
    const [firstSession = monthEnd] = this.#drawTimes(this.#drawCounts(1));
    return from + Math.floor(this.#stream("created at")() * (firstSession - from));
  }

  /** The number of sessions in each month from the sign-up month on; after the last active month there may be none. */
  get sessionCounts(): number[] {
    return this.#drawCounts(this.#generator.rules.months - this.signUpMonth);
  }

  /** The times of the sessions, sorted. */
  get sessionTimes(): number[] {
    return this.#drawTimes(this.sessionCounts);
  }

  /** Returns a function that draws the durations of the sessions in order of time, one per call, in whole seconds. */
  durations(): () => number {
    const random = this.#stream("durations");
    return () => Math.round(Math.abs(drawNormal(random, DURATION_MEAN_SECONDS, DURATION_DEVIATION_SECONDS)));
  }

  #stream(field: string): RandomStream {
    return randomStream(this.#generator.randomSeed, this.companyId, field);
  }

  /**
   * Draws at most this many months. A customer churns in a month without a session; afterwards, it returns each month with the
   * probability of the rules, if any.
   */
  #drawCounts(months: number): number[] {
    const { rules, drawSessions, drawActiveSessions, drawChurnRate } = this.#size;
    const { reactivation = 0 } = rules;
    const sessions = this.#stream("sessions");
    const churnRate = drawChurnRate?.(this.#stream("churn rate"));
    const churn = churnRate === undefined ? undefined : this.#stream("churn");
    const returns = reactivation > 0 ? this.#stream("reactivation") : undefined;
    const drawCustomer = () => {
      if (!churn || churnRate === undefined) return drawSessions(sessions);
      return churn() < churnRate ? 0 : drawActiveSessions(sessions);
    };
    const counts: number[] = [];
    let isCustomer = true;
    while (counts.length < months) {
      if (isCustomer) counts.push(drawCustomer());
      else if (returns) counts.push(returns() < reactivation ? drawActiveSessions(sessions) : 0);
      else break;
      isCustomer = (counts.at(-1) ?? 0) > 0;
    }
    return counts;
  }

  /** Draws the times of the sessions in each month from the sign-up month on. */
  #drawTimes(counts: readonly number[]): number[] {
    const { monthStarts } = this.#generator;
    const random = this.#stream("session times");
    const times: number[] = [];
    for (const [month, count] of counts.entries()) {
      const from = monthStarts[this.signUpMonth + month] ?? 0;
      const to = monthStarts[this.signUpMonth + month + 1] ?? 0;
      for (let n = 0; n < count; n += 1) insertSorted(times, from + Math.floor(random() * (to - from)));
    }
    return times;
  }
}

type Draw = (random: RandomStream) => number;

/** The rules of a size, with functions that draw from them. */
interface SizeGenerator {
  readonly rules: SizeRules;
  /** The sessions of a month, 0 included. */
  readonly drawSessions: Draw;
  /** The sessions of a month, given that there is at least one. */
  readonly drawActiveSessions: Draw;
  /** The company's own churn rate; missing if churn follows from the sessions. */
  readonly drawChurnRate?: Draw;
}

function createSizeGenerator(rules: SizeRules): SizeGenerator {
  const { sessions, churn } = rules;
  const draws = "weights" in sessions ? weightedDraws(sessions) : spreadDraws(sessions);
  if (churn === undefined) return { rules, ...draws };
  if (typeof churn === "number") return { rules, ...draws, drawChurnRate: () => churn };
  const { alpha, beta } = betaParameters(churn);
  return { rules, ...draws, drawChurnRate: (random) => drawBeta(random, alpha, beta) };
}

type SessionDraws = Pick<SizeGenerator, "drawSessions" | "drawActiveSessions">;

/** Source: the rule `base + s * u` with the sign s = +1 or -1 and u from 0 to spread; redrawn until there is a session. */
function spreadDraws({ base, spread }: SessionSpread): SessionDraws {
  const drawSessions: Draw = (random) => {
    const u = drawInteger(random, 0, spread);
    return random() < 0.5 ? base + u : base - u;
  };
  const drawActiveSessions: Draw = (random) => {
    for (;;) {
      const sessions = drawSessions(random);
      if (sessions > 0) return sessions;
    }
  };
  return { drawSessions, drawActiveSessions };
}

function weightedDraws(distribution: SessionWeights): SessionDraws {
  return {
    drawSessions: drawIndex(sessionProbabilities(distribution)),
    drawActiveSessions: drawIndex(activeSessionProbabilities(distribution)),
  };
}

function drawSize(random: RandomStream, sizes: readonly SizeGenerator[]): SizeGenerator {
  let left = random();
  const drawn = sizes.find(({ rules: { probability } }) => {
    left -= probability;
    return left < 0;
  });
  // Rounding can leave a sum just below 1: the remainder goes to the last size that can occur.
  const last = drawn ?? sizes.filter(({ rules: { probability } }) => probability > 0).at(-1);
  if (!last) throw new RangeError("no company size has a probability above 0");
  return last;
}

/** Adds a number to a sorted list, which stays sorted. */
function insertSorted(list: number[], value: number): void {
  let place = list.length;
  list.push(value);
  for (; place > 0 && (list[place - 1] ?? 0) > value; place -= 1) list[place] = list[place - 1] ?? 0;
  list[place] = value;
}
