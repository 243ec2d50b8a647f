import { SESSIONS_PER_COMPANY } from "../../../db/schema/schema";
import { counted } from "../../text/numbers-in-words";
import type { CompanyGenerator } from "../company-generator";
import type { SizeRules } from "../rules";
import { sessionBounds } from "../session-distribution";
import type { StoredCompany } from "./stored-companies";

/** A stored company and its sessions month by month. Instants are microseconds since 1970. */
export interface CompanyHistory extends StoredCompany {
  /** The number of sessions in each month of the horizon. */
  readonly monthCounts: readonly number[];
  /** How many months of the horizon have sessions. */
  readonly monthsActive: number;
  /** The last of them, counted from 1; 0 if there is none. */
  readonly lastMonth: number;
  /** The earliest session inside the horizon; infinite if there is none. */
  readonly firstSession: number;
  /** The indexes of the sessions before and after the horizon. */
  readonly outside: readonly number[];
}

/** @param starts the starts of the months and the end of the last one, in microseconds */
export function historyOf(company: StoredCompany, starts: readonly number[]): CompanyHistory {
  const { times } = company.sessions;
  const monthCounts: number[] = new Array(starts.length - 1).fill(0);
  const outside: number[] = [];
  let firstSession = Number.POSITIVE_INFINITY;
  let month = 0;
  // By index, as everywhere in this pass: iterators take twice as long over millions of sessions.
  for (let index = 0; index < times.length; index += 1) {
    const time = times[index] ?? 0;
    month = monthOf(time, starts, month);
    if (month < 0) {
      outside.push(index);
      continue;
    }
    monthCounts[month] = (monthCounts[month] ?? 0) + 1;
    if (time < firstSession) firstSession = time;
  }
  const active = monthCounts.flatMap((count, index) => (count > 0 ? [index + 1] : []));
  const [monthsActive, lastMonth] = [active.length, active.at(-1) ?? 0];
  return { ...company, monthCounts, monthsActive, lastMonth, firstSession, outside };
}

/**
 * The index of the month that a time lies in, -1 outside of the horizon.
 *
 * @param guess the month of the session before: most sessions lie in the same
 */
export function monthOf(time: number, starts: readonly number[], guess: number): number {
  if (time >= (starts[guess] ?? Number.NaN) && time < (starts[guess + 1] ?? Number.NaN)) return guess;
  return Math.max(-1, starts.findIndex((start) => start > time) - 1);
}

/** A rule that the sessions of a company keep or break. */
interface SessionRule {
  readonly check: string;
  /** What is wrong, in words; nothing if the company keeps the rule. */
  readonly breaches: (history: CompanyHistory, context: RuleContext) => readonly string[];
}

/** What the rules are checked against. */
interface RuleContext {
  readonly generator: CompanyGenerator;
  /** The rules of the company's size, undefined if it has none. */
  readonly size: SizeRules | undefined;
}

export const sessionRules: readonly SessionRule[] = [
  {
    check: "each session belongs to a company",
    breaches: ({ profile, sessions }) =>
      profile ? [] : [`${counted(sessions.ids.length, "session")} and no such company`],
  },
  {
    check: "sessions lie inside the horizon",
    breaches: ({ outside, sessions: { ids, times } }) => {
      const [first] = outside;
      if (first === undefined) return [];
      const earliest = Math.min(...outside.map((index) => times[index] ?? 0));
      return [`session ${ids[first]} was on ${describeInstant(earliest)}`];
    },
  },
  {
    check: "no session before the company signed up",
    breaches: ({ profile, sessions: { ids, times } }) => {
      const early = profile ? times.findIndex((time) => time < profile.createdAt) : -1;
      return early < 0 ? [] : [`session ${ids[early]} was before the company signed up`];
    },
  },
  {
    check: "sessions numbered from 1 in the order of time",
    breaches: ({ companyId, sessions: { ids, times } }) => {
      let previous = Number.NEGATIVE_INFINITY;
      for (let index = 0; index < ids.length; index += 1) {
        const time = times[index] ?? 0;
        if (ids[index] !== companyId * SESSIONS_PER_COMPANY + 1 + index || time < previous) {
          return [`session ${ids[index]} is not the next one`];
        }
        previous = time;
      }
      return [];
    },
  },
  {
    check: "sessions per month within the distribution's bounds",
    breaches: ({ profile, monthCounts, monthsActive }, { size, generator }) => {
      if (!profile || !size) return [];
      const [fewest, most] = sessionBounds(size.sessions);
      return monthCounts.flatMap((count, index) => {
        const churned = count === 0 && (fewest === 0 || index !== monthsActive);
        if (churned || (count >= fewest && count <= most)) return [];
        const sessions = counted(count, "session");
        return [`${sessions} in ${monthName(generator, index)}, the rules allow ${fewest} to ${most}`];
      });
    },
  },
  {
    check: "no session after a month without one",
    breaches: ({ profile, monthsActive, lastMonth }, { generator }) =>
      profile && lastMonth > monthsActive
        ? [`sessions in ${monthName(generator, lastMonth - 1)} after a month without one`]
        : [],
  },
];

/** The name of a month of the horizon, `2025-01`. */
function monthName({ monthStarts }: CompanyGenerator, index: number): string {
  return new Date(monthStarts[index] ?? 0).toISOString().slice(0, 7);
}

/** An instant in microseconds in words; a time that no `Date` can be is a number of milliseconds. */
function describeInstant(microseconds: number): string {
  const date = new Date(Math.floor(microseconds / 1000));
  return Number.isNaN(date.getTime())
    ? `${microseconds / 1000} ms`
    : date.toISOString().replace("T", " ").replace("Z", " UTC");
}
