import type { SeedSummary } from "./seed-summary";

/** How far a seeding is. */
export interface SeedProgress {
  readonly step: "waiting" | "companies" | "sessions" | "constraints" | "done";
  /** Companies whose rows have been sent in this step. */
  readonly companies: number;
  readonly companiesTotal: number;
  /** Sessions sent so far. */
  readonly sessions: number;
  /** Seconds since the start. */
  readonly seconds: number;
  /** What was done, in the last report only. */
  readonly summary?: SeedSummary;
}

/** The share of the work that is done, 0 to 1: sending sessions and building their keys take nearly all of it. */
export function seedFraction({ step, companies, companiesTotal }: SeedProgress): number {
  const part = companies / companiesTotal;
  switch (step) {
    case "waiting":
      return 0;
    case "companies":
      return 0.05 * part;
    case "sessions":
      return 0.05 + 0.7 * part;
    case "constraints":
      return 0.75;
    case "done":
      return 1;
  }
}
