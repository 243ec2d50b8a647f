import { inspect } from "node:util";
import { counted } from "../../text/numbers-in-words";

/** Digits of a fingerprint that tell datasets apart at a glance. */
const SHOWN_DIGITS = 12;

/** How the sentence says the time it took. */
const TIMING = / in [\d.]+ s \([\d,]+ rows? per second\)/g;

/** A text in which summaries are told without the time they took, which differs from run to run. */
export function withoutTiming(text: string): string {
  return text.replace(TIMING, "");
}

/** What a seeding has made. As the last expression of a cell it reads as one sentence. */
export class SeedSummary {
  constructor(
    readonly companies: number,
    readonly sessions: number,
    /** Wall-clock time of the whole seeding. */
    readonly seconds: number,
    readonly randomSeed: string,
    /** The SHA-256 of the rows, 64 hex digits: equal fingerprints mean equal rows, see `fingerprint`. */
    readonly fingerprint: string,
  ) {}

  /** Companies and sessions per second. */
  get rowsPerSecond(): number {
    return Math.round((this.companies + this.sessions) / this.seconds);
  }

  toString(): string {
    const made = `${counted(this.companies, "company", "companies")} and ${counted(this.sessions, "session")}`;
    const timing = `in ${this.seconds.toFixed(1)} s (${counted(this.rowsPerSecond, "row")} per second)`;
    return `${made} from seed "${this.randomSeed}" ${timing}, fingerprint ${this.fingerprint.slice(0, SHOWN_DIGITS)}`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
