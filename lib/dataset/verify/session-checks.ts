import { SESSIONS_PER_COMPANY } from "../../../db/schema/schema";
import { counted } from "../../text/numbers-in-words";
import { churnProbability } from "../churn";
import type { CompanyGenerator } from "../company-generator";
import { monthLabels } from "../month";
import type { SizeRules } from "../rules";
import { activeSessionProbabilities } from "../session-distribution";
import type { CompanyHistory } from "./company-history";

/** A rule about the sessions of a company. */
interface SessionRule {
  readonly check: string;
  /** What is wrong, in words; empty if the company follows the rule. */
  readonly breaches: (history: CompanyHistory) => readonly string[];
}

/** The rules of sessions. */
export function sessionRules(generator: CompanyGenerator): SessionRule[] {
  return [...rulesOfAllStartups, boundsRule(generator), ...goneRule(generator)];
}

const rulesOfAllStartups: readonly SessionRule[] = [
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
];

/** Whether each number of sessions is allowed in a month. */
type Allowed = readonly boolean[];

/** Depends on whether a company is a customer or has churned, see `allowedSessions`. */
function boundsRule({ rules }: CompanyGenerator): SessionRule {
  const months = monthLabels(rules.startMonth, rules.months);
  const sizes = new Map(rules.sizes.map((size) => [size.size, allowedSessions(size)]));
  return {
    check: "sessions per month within the distribution's bounds",
    breaches: ({ profile, monthCounts, signUpMonth }) => {
      const allowed = sizes.get(profile?.size ?? "");
      if (!allowed) return [];
      return monthCounts.flatMap((sessions, tenure) => {
        const isGone = monthCounts[tenure - 1] === 0;
        const numbers = isGone ? allowed.gone : allowed.customer;
        if (numbers[sessions]) return [];
        const month = months[signUpMonth + tenure];
        return [
          `${counted(sessions, "session")} in ${month}, the rules allow ${describe(numbers, sessions)}`,
        ];
      });
    },
  };
}

/**
 * The allowed numbers of sessions of a customer, which churns in a month with 0, and of a company that is gone. That a company
 * without returns has none is another rule.
 */
function allowedSessions(size: SizeRules): { readonly customer: Allowed; readonly gone: Allowed } {
  const { sessions, reactivation } = size;
  const churn = churnProbability(size);
  const [, ...active] = activeSessionProbabilities(sessions).map((probability) => probability > 0);
  const none = active.map(() => false);
  return {
    customer: [churn > 0, ...(churn < 1 ? active : none)],
    gone: [reactivation !== 1, ...active],
  };
}

/** Allowed numbers in words, and that `without` is not one: `0 to 10`, `0 to 10 but not 3`. */
function describe(numbers: Allowed, without: number): string {
  const [fewest, most] = [numbers.indexOf(true), numbers.lastIndexOf(true)];
  const range = fewest === most ? `${fewest}` : `${fewest} to ${most}`;
  return without > fewest && without < most ? `${range} but not ${without}` : range;
}

/** The rule of sizes without returns; none if all sizes have them. */
function goneRule({ rules }: CompanyGenerator): SessionRule[] {
  const months = monthLabels(rules.startMonth, rules.months);
  const returning = rules.sizes.filter(({ reactivation = 0 }) => reactivation > 0).map(({ size }) => size);
  if (returning.length === rules.sizes.length) return [];
  return [
    {
      check: `no session after a month without one${returning.length > 0 ? ", sizes without returns" : ""}`,
      breaches: ({ profile, monthCounts, signUpMonth }) => {
        if (!profile || returning.includes(profile.size)) return [];
        const churned = monthCounts.indexOf(0);
        const last = monthCounts.reduce((month, sessions, tenure) => (sessions > 0 ? tenure : month), -1);
        if (churned < 0 || last < churned) return [];
        return [`sessions in ${months[signUpMonth + last]} after a month without one`];
      },
    },
  ];
}

/** An instant in microseconds, in words; in milliseconds if it is beyond the range of `Date`. */
function describeInstant(microseconds: number): string {
  const date = new Date(Math.floor(microseconds / 1000));
  return Number.isNaN(date.getTime())
    ? `${microseconds / 1000} ms`
    : date.toISOString().replace("T", " ").replace("Z", " UTC");
}
