import { inspect } from "node:util";
import { counted, span } from "../../text/numbers-in-words";
import { shortFingerprint } from "../fingerprint";
import { monthLabels } from "../month";

/** The result of an import. As the last expression of a cell, it prints one sentence and a line for each warning. */
export class ImportSummary {
  constructor(
    readonly companies: number,
    readonly sessions: number,
    /** The first month: `2025-01`. */
    readonly startMonth: string,
    readonly months: number,
    /** Wall-clock time of the whole import. */
    readonly seconds: number,
    /** The SHA-256 of the rows, 64 hex digits: equal fingerprints mean equal rows, see `fingerprint`. */
    readonly fingerprint: string,
    /** Sentences about what was left out or is odd. */
    readonly warnings: readonly string[],
  ) {}

  /** Companies and sessions per second. */
  get rowsPerSecond(): number {
    return Math.round((this.companies + this.sessions) / this.seconds);
  }

  toString(): string {
    const rows = `${counted(this.companies, "company", "companies")} and ${counted(this.sessions, "session")}`;
    const months = monthLabels(this.startMonth, this.months);
    const timing = `in ${this.seconds.toFixed(1)} s (${counted(this.rowsPerSecond, "row")} per second)`;
    return `${rows} ${span(months[0] ?? "", months.at(-1) ?? "")} imported ${timing}, fingerprint ${shortFingerprint(this.fingerprint)}`;
  }

  [inspect.custom](): string {
    return [`${this}`, ...this.warnings].join("\n");
  }
}
