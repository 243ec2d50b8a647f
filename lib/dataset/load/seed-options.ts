import type { Rules } from "../rules";
import type { SeedProgress } from "./seed-progress";

/** What `seed` can be told. */
export interface SeedOptions {
  /** The rules of the startup; `defaultRules` where not given. */
  readonly rules?: Rules;
  /** The seed of the random streams; `startup` where not given. */
  readonly randomSeed?: string;
  /** Replaces the rows even if some of them were not generated but added or changed by hand; they are lost then. */
  readonly replace?: boolean;
  /** Stops the seeding; the previous dataset stays. */
  readonly signal?: AbortSignal;
  /** Told at the start, after every chunk of rows and at the end; see `progressBar` for one to use in a cell. */
  readonly onProgress?: (progress: SeedProgress) => void;
  /** The size of the pieces that rows are sent in; it changes the speed and nothing else. */
  readonly chunkBytes?: number;
}
