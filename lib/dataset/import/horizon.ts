import { MAX_MONTHS } from "../check-rules";
import { monthStarts } from "../month";

const US_PER_MS = 1000;
const MS_PER_DAY = 86_400_000;

/** The months of a dataset. */
export interface Horizon {
  readonly startMonth: string;
  readonly months: number;
  /** The end of the last month, in microseconds since 1970. */
  readonly end: number;
}

/**
 * The months from the first time on to the last complete month: the latest session is on its last day, or later.
 *
 * @param first the earliest sign-up or session, in microseconds since 1970 as `latest`, the latest session
 * @param wanted the number of months instead, even if the last is incomplete
 * @returns the broken rule if there are no such months
 */
export function findHorizon(first: number, latest: number, wanted?: number): Horizon | string {
  const [from, to] = [dayOf(first), dayOf(latest)];
  const startMonth = from.slice(0, "2025-01".length);
  const dayAfter = dayOf(latest + MS_PER_DAY * US_PER_MS);
  const complete = monthNumber(dayAfter) - monthNumber(from);
  const times = `from ${from} to ${to}`;
  const months = wanted ?? complete;
  if (months < 1) {
    return `has no complete month, ${times}; keep the incomplete one with months: 1 (in a terminal: --months 1)`;
  }
  if (months > MAX_MONTHS) {
    return `must span at most ${MAX_MONTHS} months; its times are ${times}, and one of the two may be a mistake`;
  }
  const end = monthStarts(startMonth, months).at(-1) ?? 0;
  return { startMonth, months, end: end * US_PER_MS };
}

function dayOf(microseconds: number): string {
  return new Date(Math.floor(microseconds / US_PER_MS)).toISOString().slice(0, "2025-01-31".length);
}

function monthNumber(day: string): number {
  const [year = 0, month = 0] = day.split("-").map(Number);
  return 12 * year + month;
}
