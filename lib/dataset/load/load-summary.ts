import { inspect } from "node:util";
import { counted, span } from "../../text/numbers-in-words";
import { shortFingerprint } from "../fingerprint";
import { monthLabels } from "../month";

/** What a load has stored. As the last expression of a cell, it prints one sentence. */
abstract class LoadSummary {
  constructor(
    readonly companies: number,
    readonly sessions: number,
    /** Wall-clock time of the whole load. */
    readonly seconds: number,
    /** The SHA-256 of the rows, 64 hex digits: equal fingerprints mean equal rows, see `fingerprint`. */
    readonly fingerprint: string,
  ) {}

  /** Companies and sessions per second. */
  get rowsPerSecond(): number {
    return Math.round((this.companies + this.sessions) / this.seconds);
  }

  abstract toString(): string;

  /** @param origin of the rows: `from seed "startup"` */
  protected sentence(origin: string): string {
    const rows = `${counted(this.companies, "company", "companies")} and ${counted(this.sessions, "session")}`;
    const timing = `in ${this.seconds.toFixed(1)} s (${counted(this.rowsPerSecond, "row")} per second)`;
    return `${rows} ${origin} ${timing}, fingerprint ${shortFingerprint(this.fingerprint)}`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

const TIMING = / in [\d.]+ s \([\d,]+ rows? per second\)/g;

/** Removes the times from a text with summaries, since they differ from run to run. */
export function withoutTiming(text: string): string {
  return text.replace(TIMING, "");
}

/** The result of a seeding. As the last expression of a cell, it prints one sentence. */
export class SeedSummary extends LoadSummary {
  constructor(
    companies: number,
    sessions: number,
    seconds: number,
    readonly randomSeed: string,
    fingerprint: string,
  ) {
    super(companies, sessions, seconds, fingerprint);
  }

  override toString(): string {
    return this.sentence(`from seed "${this.randomSeed}"`);
  }
}

/** The result of an import. As the last expression of a cell, it prints one sentence and a line for each warning. */
export class ImportSummary extends LoadSummary {
  constructor(
    companies: number,
    sessions: number,
    /** The first month: `2025-01`. */
    readonly startMonth: string,
    readonly months: number,
    seconds: number,
    fingerprint: string,
    /** Sentences about what was left out or is odd. */
    readonly warnings: readonly string[],
  ) {
    super(companies, sessions, seconds, fingerprint);
  }

  override toString(): string {
    const months = monthLabels(this.startMonth, this.months);
    return this.sentence(`${span(months[0] ?? "", months.at(-1) ?? "")} imported`);
  }

  override [inspect.custom](): string {
    return [`${this}`, ...this.warnings].join("\n");
  }
}
