import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { SeedSummary, withoutTiming } from "../../../../lib/dataset/load/load-summary";

describe("a summary", () => {
  const summary = new SeedSummary(500, 26_942, 0.25, "startup", "0123456789abcdef".repeat(4));

  test("a summary reads as one sentence, in text and as the last expression of a cell", () => {
    expect(String(summary)).toBe(
      '500 companies and 26,942 sessions from seed "startup" in 0.3 s (109,768 rows per second), fingerprint 0123456789ab',
    );
    expect(inspect(summary)).toBe(String(summary));
  });

  test("rows per second are companies and sessions over the seconds, as a whole number", () => {
    expect(summary.rowsPerSecond).toBe(109_768);
  });

  test("in a text, the time that summaries took is left out, however long or short", () => {
    const other = new SeedSummary(5, 4, 12.5, "in 3 s", "f".repeat(64));
    expect(withoutTiming(`Made ${summary}.\nMade ${other}, in 2 s (or so).`)).toBe(
      'Made 500 companies and 26,942 sessions from seed "startup", fingerprint 0123456789ab.\n' +
        'Made 5 companies and 4 sessions from seed "in 3 s", fingerprint ffffffffffff, in 2 s (or so).',
    );
  });
});
