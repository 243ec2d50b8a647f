import { inspect } from "node:util";
import { expect, test } from "vitest";
import { SeedSummary } from "../../../lib/seed/seed-summary";

const summary = new SeedSummary(500, 26_942, 0.25, "startup", "0123456789abcdef".repeat(4));

test("a summary reads as one sentence, in text and as the last expression of a cell", () => {
  const sentence = '500 companies and 26,942 sessions from seed "startup" in 0.3 s (109,768 rows per second)';
  expect(String(summary)).toContain(sentence);
  expect(inspect(summary)).toBe(String(summary));
});

test("rows per second are companies and sessions over the seconds, as a whole number", () => {
  expect(summary.rowsPerSecond).toBe(109_768);
});
