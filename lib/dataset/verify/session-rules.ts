import { SESSIONS_PER_COMPANY } from "../../../db/schema/schema";
import { counted } from "../../text/numbers-in-words";
import type { CompanyGenerator } from "../company-generator";
import type { SizeRules } from "../rules";
import type { CompanyHistory } from "./company-history";

/** A rule that the sessions of a company keep or break; rules of companies are expected to hold. */
export interface SessionRule {
  readonly check: string;
  /** What is wrong, in words; nothing if the company keeps the rule. */
  readonly breaches: (history: CompanyHistory, context: RuleContext) => readonly string[];
}

/** What the rules are held against. */
export interface RuleContext {
  readonly generator: CompanyGenerator;
  /** The rules of the company's size, missing if it has none. */
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
    check: "sessions per month within the law's bounds",
    breaches: ({ profile, monthCounts, monthsActive }, { size, generator }) => {
      if (!profile || !size) return [];
      const [fewest, most] = [
        size.sessions.base - size.sessions.spread,
        size.sessions.base + size.sessions.spread,
      ];
      return monthCounts.flatMap((count, index) => {
        const churned = count === 0 && (fewest === 0 || index !== monthsActive);
        if (churned || (count >= fewest && count <= most)) return [];
        const sessions = counted(count, "session");
        return [`${sessions} in ${monthName(generator, index)}, the law gives ${fewest} to ${most}`];
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
