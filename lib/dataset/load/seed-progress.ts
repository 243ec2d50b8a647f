import { count, counted, percent } from "../../text/numbers-in-words";
import type { ImportSummary, SeedSummary } from "./load-summary";

/** The progress of a seeding or an import. */
export interface SeedProgress {
  readonly step:
    | "reading"
    | "sorting"
    | "waiting"
    | "companies"
    | "months"
    | "lives"
    | "sessions"
    | "constraints"
    | "done"
    | "failed";
  /** Companies whose rows have been sent in this step. */
  readonly companies: number;
  readonly companiesTotal: number;
  /** Sessions sent so far. */
  readonly sessions: number;
  /** Seconds since the start. */
  readonly seconds: number;
  /** The part of `seconds` spent waiting for the server and for locks, before the first row was sent. */
  readonly waitedSeconds: number;
  /** The process that holds a lock it waits for, once known: `process 123 (psql, idle in transaction since 10:15:03 UTC)`. */
  readonly waitingFor?: string;
  /** Only in the last report. */
  readonly summary?: SeedSummary | ImportSummary;
  /** In an import, the share of the files read, or of the sessions sorted, 0 to 1. */
  readonly prepared?: number;
}

/** The shares of the total time at which each step begins and ends, measured with 200,000 companies. */
const spans: Readonly<Record<SeedProgress["step"], readonly [from: number, to: number]>> = {
  reading: [0, 0],
  sorting: [0, 0],
  waiting: [0, 0],
  companies: [0, 0.05],
  months: [0.05, 0.08],
  lives: [0.08, 0.1],
  sessions: [0.1, 0.65],
  constraints: [0.65, 0.65],
  done: [1, 1],
  failed: [1, 1],
};

/** The share of an import's time until all files are read, and until sessions are sorted, measured with 200,000 companies. */
const IMPORT_READ = 0.45;
const IMPORT_SORTED = 0.55;

/** Estimates the remaining time only after this many seconds. */
const SECONDS_TO_JUDGE_BY = 1;

/** The share of the work that is done, 0 to 1. Sending sessions and building keys take nearly all of the time. */
export function seedFraction(progress: SeedProgress): number {
  const { step, prepared } = progress;
  if (prepared === undefined) return loadFraction(progress);
  if (step === "reading") return IMPORT_READ * prepared;
  if (step === "sorting") return IMPORT_READ + (IMPORT_SORTED - IMPORT_READ) * prepared;
  return IMPORT_SORTED + (1 - IMPORT_SORTED) * loadFraction(progress);
}

function loadFraction({ step, companies, companiesTotal }: SeedProgress): number {
  const [from, to] = spans[step];
  return from === to ? from : from + (to - from) * (companies / companiesTotal);
}

/** The estimated remaining seconds; undefined if it is too early to tell, and at the end. */
export function secondsLeft(progress: SeedProgress): number | undefined {
  const fraction = seedFraction(progress);
  const worked = progress.seconds - progress.waitedSeconds;
  if (worked < SECONDS_TO_JUDGE_BY || fraction === 0 || fraction === 1) return undefined;
  return (worked * (1 - fraction)) / fraction;
}

/** The progress in a few words: rows, rate, time left. At the end, the summary. */
export function describeProgress(progress: SeedProgress): string {
  const doing = describeStep(progress);
  const left = secondsLeft(progress);
  return left === undefined ? doing : `${doing}, about ${describeSeconds(left)} left`;
}

function describeStep(progress: SeedProgress): string {
  const {
    step,
    companies,
    companiesTotal,
    sessions,
    seconds,
    waitedSeconds,
    summary,
    prepared = 0,
  } = progress;
  const ofCompanies = `${count(companies)} of ${counted(companiesTotal, "company", "companies")}`;
  switch (step) {
    case "reading":
      return `reading the files, ${percent(prepared)}`;
    case "sorting":
      return `sorting the sessions, ${percent(prepared)}`;
    case "waiting":
      return `waiting for ${progress.waitingFor ?? "the database"}`;
    case "companies":
      return ofCompanies;
    case "months":
      return `months of ${ofCompanies}`;
    case "lives":
      return `lives of ${ofCompanies}`;
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
