import type { CompanyGenerator } from "../company-generator";
import type { StoredCompany } from "./stored-companies";

/** A stored company and its sessions month by month. Instants are microseconds since 1970. */
export interface CompanyHistory extends StoredCompany {
  /** The index of the month in which companies with its number sign up, 0 for the first. */
  readonly signUpMonth: number;
  /** The number of sessions in each month of the horizon from the sign-up month on. */
  readonly monthCounts: readonly number[];
  /** The earliest session inside the horizon; infinite if there is none. */
  readonly firstSession: number;
  /** The indexes of the sessions before and after the horizon. */
  readonly outside: readonly number[];
}

/** The starts of the months and the end of the last one, in microseconds. */
export function microsecondStarts({ monthStarts }: CompanyGenerator): number[] {
  return monthStarts.map((start) => start * 1000);
}

/** @param starts see `microsecondStarts` */
export function historyOf(
  company: StoredCompany,
  generator: CompanyGenerator,
  starts: readonly number[],
): CompanyHistory {
  const { times } = company.sessions;
  const counts: number[] = new Array(starts.length - 1).fill(0);
  const outside: number[] = [];
  let firstSession = Number.POSITIVE_INFINITY;
  let month = 0;
  // By index, as everywhere in this pass: iterators take twice as long for millions of sessions.
  for (let index = 0; index < times.length; index += 1) {
    const time = times[index] ?? 0;
    month = monthOf(time, starts, month);
    if (month < 0) {
      outside.push(index);
      continue;
    }
    counts[month] = (counts[month] ?? 0) + 1;
    if (time < firstSession) firstSession = time;
  }
  const signUpMonth = signUpMonthOf(company.companyId, generator);
  return { ...company, signUpMonth, monthCounts: counts.slice(signUpMonth), firstSession, outside };
}

/** An unknown number counts as one of the last companies. */
function signUpMonthOf(companyId: number, { companies, lastCompanies }: CompanyGenerator): number {
  const number = Math.min(companyId, companies);
  return lastCompanies.findIndex((last) => number <= last);
}

/**
 * The index of the month that a time lies in, -1 outside of the horizon.
 *
 * @param guess the month of the previous session, which is usually the same
 */
export function monthOf(time: number, starts: readonly number[], guess: number): number {
  if (time >= (starts[guess] ?? Number.NaN) && time < (starts[guess + 1] ?? Number.NaN)) return guess;
  return Math.max(-1, starts.findIndex((start) => start > time) - 1);
}
