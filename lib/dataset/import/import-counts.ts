import { counted } from "../../text/numbers-in-words";
import type { CompanyList } from "./company-list";
import type { Horizon } from "./horizon";
import type { SessionFacts } from "./read-rows";
import type { SortedSessions } from "./sorted-sessions";

/** Numbers of rows that were left out, or reinterpreted. */
export interface ImportCounts {
  /** After the last month. */
  readonly lateSessions: number;
  readonly lateCompanies: number;
  readonly duplicateSessions: number;
  readonly sessionsOfUnknownCompanies: number;
  /** Companies with neither sign-up nor session. */
  readonly companiesWithoutTimes: number;
  /** Not left out. */
  readonly companiesWithoutSessions: number;
  readonly sessionsBeforeSignUp: number;
}

/** Returns which companies belong to the dataset: those that signed up, or have sessions, in its months. */
export function keepCompanies(
  companies: CompanyList,
  sessions: SortedSessions,
  facts: Pick<SessionFacts, "ofUnknownCompanies" | "beforeSignUp">,
  { end }: Horizon,
): { readonly isKept: readonly boolean[]; readonly counts: ImportCounts } {
  let [lateCompanies, companiesWithoutTimes, companiesWithoutSessions] = [0, 0, 0];
  const isKept = companies.ids.map((_, company) => {
    const hasSessions = (sessions.counts[company] ?? 0) > 0;
    const signUp = companies.signUpOf(company);
    if (hasSessions) return true;
    if (signUp < end) companiesWithoutSessions += 1;
    else if (signUp === Number.POSITIVE_INFINITY) companiesWithoutTimes += 1;
    else lateCompanies += 1;
    return signUp < end;
  });
  const counts = {
    lateSessions: sessions.late,
    lateCompanies,
    duplicateSessions: sessions.duplicates,
    sessionsOfUnknownCompanies: facts.ofUnknownCompanies,
    companiesWithoutTimes,
    companiesWithoutSessions,
    sessionsBeforeSignUp: facts.beforeSignUp,
  };
  return { isKept, counts };
}

/**
 * Sentences about what was left out or is odd.
 *
 * @param isCut whether the number of months was an option, so that the last may be incomplete
 */
export function describeCounts(counts: ImportCounts, { end }: Horizon, isCut: boolean): string[] {
  const last = new Date(end / 1000 - 1).toISOString().slice(0, "2025-01".length);
  const lastMonth = `${last}, the last ${isCut ? "" : "complete "}month,`;
  const sentences: [number, (number: number) => string][] = [
    [counts.lateSessions, (n) => `${counted(n, "session")} after ${lastMonth} ${was(n)} left out`],
    [counts.lateCompanies, (n) => `${companies(n)} that signed up after ${last} ${was(n)} left out`],
    [counts.duplicateSessions, (n) => `${counted(n, "duplicate session")} ${was(n)} left out`],
    [
      counts.sessionsOfUnknownCompanies,
      (n) =>
        `${counted(n, "session of an unknown company", "sessions of unknown companies")} ${was(n)} left out`,
    ],
    [
      counts.companiesWithoutTimes,
      (n) => `${companies(n)} without sign-up time and sessions ${was(n)} left out`,
    ],
    [counts.companiesWithoutSessions, (n) => `${companies(n)} ${n === 1 ? "has" : "have"} no sessions`],
    [
      counts.sessionsBeforeSignUp,
      (n) =>
        `${counted(n, "session precedes", "sessions precede")} the sign-up of the company, which counts as signed up from its first session on`,
    ],
  ];
  return sentences.filter(([number]) => number > 0).map(([number, sentence]) => sentence(number));
}

const DAYS_OF_YEAR = 365;

/**
 * Sentences about times that may be mistakes: gaps of a year or more between days with sessions, or the first sign-up, and sessions
 * that last longer than a day.
 */
export function describeTimes({ days, long }: Pick<SessionFacts, "days" | "long">): string[] {
  const sorted = [...days].sort((a, b) => a - b);
  const gaps = sorted.flatMap((day, index) => {
    const before = sorted[index - 1] ?? day;
    if (day - before < DAYS_OF_YEAR) return [];
    const [from, to] = [before, day].map((one) => new Date(one * 86_400_000).toISOString().slice(0, 10));
    return [`there are no sessions between ${from} and ${to}; one of these times may be a mistake`];
  });
  if (long === 0) return gaps;
  return [
    ...gaps,
    `${counted(long, "session lasts", "sessions last")} longer than a day; durations must be in seconds`,
  ];
}

function companies(number: number): string {
  return counted(number, "company", "companies");
}

function was(number: number): string {
  return number === 1 ? "was" : "were";
}
