import { counted } from "../../text/numbers-in-words";
import type { Horizon } from "./horizon";

/** What was read and left out, or counts as something else than the files say. */
export interface ImportCounts {
  /** After the last month. */
  readonly lateSessions: number;
  readonly lateCompanies: number;
  readonly duplicateSessions: number;
  readonly sessionsOfUnknownCompanies: number;
  /** Without sign-up and session: nobody knows when they came. */
  readonly companiesWithoutTimes: number;
  /** These were not left out. */
  readonly companiesWithoutSessions: number;
  readonly sessionsBeforeSignUp: number;
}

/** What was left out or is odd, in sentences. */
export function describeCounts(counts: ImportCounts, { end }: Horizon): string[] {
  const last = new Date(end / 1000 - 1).toISOString().slice(0, "2025-01".length);
  const sessions = (number: number) => counted(number, "session");
  const companies = (number: number) => counted(number, "company", "companies");
  const sentences: readonly (readonly [number, string])[] = [
    [
      counts.lateSessions,
      `${sessions(counts.lateSessions)} after ${last} left out: the month after it is not complete`,
    ],
    [counts.lateCompanies, `${companies(counts.lateCompanies)} left out that came after ${last}`],
    [counts.duplicateSessions, `${sessions(counts.duplicateSessions)} left out that came twice`],
    [
      counts.sessionsOfUnknownCompanies,
      `${sessions(counts.sessionsOfUnknownCompanies)} of unknown companies left out`,
    ],
    [
      counts.companiesWithoutTimes,
      `${companies(counts.companiesWithoutTimes)} left out without sign-up and sessions`,
    ],
    [counts.companiesWithoutSessions, `${companies(counts.companiesWithoutSessions)} without sessions`],
    [
      counts.sessionsBeforeSignUp,
      `${sessions(counts.sessionsBeforeSignUp)} before the company's sign-up; its first session counts as the sign-up`,
    ],
  ];
  return sentences.filter(([number]) => number > 0).map(([, sentence]) => sentence);
}
