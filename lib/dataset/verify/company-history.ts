import type { StoredCompany } from "./stored-companies";

/** A stored company and what its sessions come to, month by month. Instants are microseconds since 1970. */
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
  // By index, here and in `Tallies`: iterators take twice as long over millions of sessions.
  for (let index = 0; index < times.length; index += 1) {
    const time = times[index] ?? 0;
    // Sessions come in the order of time, nearly always.
    if (!isIn(month, time, starts)) month = monthOf(time, starts);
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

function isIn(month: number, time: number, starts: readonly number[]): boolean {
  return time >= (starts[month] ?? Number.NaN) && time < (starts[month + 1] ?? Number.NaN);
}

/** The index of the month that a time lies in, -1 outside of the horizon. */
function monthOf(time: number, starts: readonly number[]): number {
  const after = starts.findIndex((start) => start > time);
  return after - 1 < 0 ? -1 : after - 1;
}
