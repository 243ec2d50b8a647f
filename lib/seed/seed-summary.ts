import { inspect } from "node:util";

/** What a seeding has made. As the last expression of a cell it reads as one sentence. */
export class SeedSummary {
  constructor(
    readonly companies: number,
    readonly sessions: number,
    /** Wall-clock time of the whole seeding. */
    readonly seconds: number,
    readonly seed: string,
  ) {}

  /** Companies and sessions per second. */
  get rowsPerSecond(): number {
    return Math.round((this.companies + this.sessions) / this.seconds);
  }

  toString(): string {
    const [companies, sessions, rate] = [this.companies, this.sessions, this.rowsPerSecond].map(grouped);
    return `${companies} companies and ${sessions} sessions from seed "${this.seed}" in ${this.seconds.toFixed(1)} s (${rate} rows per second)`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
