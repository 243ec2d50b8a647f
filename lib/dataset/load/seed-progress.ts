import { count, counted } from "../../text/numbers-in-words";
import type { SeedSummary } from "./seed-summary";

/** How far a seeding is. */
export interface SeedProgress {
  readonly step: "waiting" | "companies" | "months" | "sessions" | "constraints" | "done" | "failed";
  /** Companies whose rows have been sent in this step. */
  readonly companies: number;
  readonly companiesTotal: number;
  /** Sessions sent so far. */
  readonly sessions: number;
  /** Seconds since the start. */
  readonly seconds: number;
  /** Of these, the seconds before the first row was sent: waiting for the server and for others who use the tables. */
  readonly waitedSeconds: number;
  /** Whom it waits for, as `process 123 (psql, idle in transaction since 10:15:03 UTC)`, once that is known. */
  readonly waitingFor?: string;
  /** What was done, in the last report only. */
  readonly summary?: SeedSummary;
}

/** The share of the time at which each step begins, as measured at 200,000 companies. */
const begins = {
  waiting: 0,
  companies: 0,
  months: 0.05,
  sessions: 0.1,
  constraints: 0.65,
  done: 1,
  failed: 1,
};

/** Time left is not told before so many seconds of work: it would be a guess. */
const SECONDS_TO_JUDGE_BY = 1;

/** The share of the work that is done, 0 to 1: sending sessions and building their keys take nearly all of it. */
export function seedFraction({ step, companies, companiesTotal }: SeedProgress): number {
  const part = companies / companiesTotal;
  switch (step) {
    case "companies":
      return begins.companies + (begins.months - begins.companies) * part;
    case "months":
      return begins.months + (begins.sessions - begins.months) * part;
    case "sessions":
      return begins.sessions + (begins.constraints - begins.sessions) * part;
    default:
      return begins[step];
  }
}

/** The seconds that the rest will take if it goes on as before; nothing while that cannot be said, and at the end. */
export function secondsLeft(progress: SeedProgress): number | undefined {
  const fraction = seedFraction(progress);
  const worked = progress.seconds - progress.waitedSeconds;
  if (worked < SECONDS_TO_JUDGE_BY || fraction === 0 || fraction === 1) return undefined;
  return (worked * (1 - fraction)) / fraction;
}

/** What a seeding is doing, in a few words: rows, rate, time left. At the end it is the summary. */
export function describeProgress(progress: SeedProgress): string {
  const doing = describeStep(progress);
  const left = secondsLeft(progress);
  return left === undefined ? doing : `${doing}, about ${describeSeconds(left)} left`;
}

function describeStep(progress: SeedProgress): string {
  const { step, companies, companiesTotal, sessions, seconds, waitedSeconds, summary } = progress;
  const ofCompanies = `${count(companies)} of ${counted(companiesTotal, "company", "companies")}`;
  switch (step) {
    case "waiting":
      return `waiting for ${progress.waitingFor ?? "the database"}`;
    case "companies":
      return ofCompanies;
    case "months":
      return `months of ${ofCompanies}`;
    case "sessions":
      return `${counted(sessions, "session")}, ${count(Math.round(sessions / (seconds - waitedSeconds)))} per second`;
    case "constraints":
      return `${counted(sessions, "session")} sent, checking keys`;
    case "done":
      return String(summary);
    case "failed":
      return "stopped";
  }
}

function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}
