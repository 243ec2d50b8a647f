import { describe, expect, test } from "vitest";
import { SeedSummary } from "../../../../lib/dataset/load/load-summary";
import {
  describeProgress,
  type SeedProgress,
  secondsLeft,
  seedFraction,
} from "../../../../lib/dataset/load/seed-progress";

const at = (step: SeedProgress["step"], change: Partial<SeedProgress> = {}): SeedProgress => ({
  step,
  companies: 0,
  companiesTotal: 100_000,
  sessions: 0,
  seconds: 0,
  waitedSeconds: 0,
  ...change,
});

test.each<[SeedProgress["step"], number, number]>([
  ["waiting", 0, 0],
  ["companies", 0, 0],
  ["companies", 50_000, 0.025],
  ["companies", 100_000, 0.05],
  ["months", 0, 0.05],
  ["months", 100_000, 0.08],
  ["lives", 0, 0.08],
  ["lives", 100_000, 0.1],
  ["sessions", 0, 0.1],
  ["sessions", 50_000, 0.375],
  ["sessions", 100_000, 0.65],
  ["constraints", 100_000, 0.65],
  ["done", 100_000, 1],
])("the step %s with %i of 100,000 companies is a share of %f of the work", (step, companies, fraction) => {
  expect(seedFraction(at(step, { companies }))).toBeCloseTo(fraction, 12);
});

describe("the time left", () => {
  test("is what the rest takes if it goes on as before, time spent waiting aside", () => {
    const halfOfSessions = { companies: 50_000, seconds: 103, waitedSeconds: 100 };
    expect(secondsLeft(at("sessions", halfOfSessions))).toBeCloseTo((3 * 0.625) / 0.375, 12);
  });

  test("is estimated after one second of work", () => {
    const oneSecond = { companies: 50_000, seconds: 11, waitedSeconds: 10 };
    expect(secondsLeft(at("sessions", oneSecond))).toBeCloseTo(0.625 / 0.375, 12);
  });

  test.each<[string, SeedProgress]>([
    ["before any work", at("waiting", { seconds: 50, waitedSeconds: 50 })],
    ["before any share of the work is done", at("companies", { seconds: 5 })],
    ["in the first second of work", at("sessions", { companies: 50_000, seconds: 10.5, waitedSeconds: 10 })],
    ["when all is done", at("done", { companies: 100_000, seconds: 10 })],
  ])("is not told %s", (_, progress) => {
    expect(secondsLeft(progress)).toBeUndefined();
  });
});

test.each<[string, SeedProgress]>([
  ["waiting for the database", at("waiting", { seconds: 9, waitedSeconds: 9 })],
  ["50,000 of 100,000 companies", at("companies", { companies: 50_000, seconds: 0.5 })],
  ["months of 50,000 of 100,000 companies, about 29 s left", at("months", { companies: 50_000, seconds: 2 })],
  // 90 seconds are the first that read as minutes.
  [
    "lives of 100,000 of 100,000 companies, about 2 min left",
    at("lives", { companies: 100_000, seconds: 10 }),
  ],
  [
    "2,750,000 sessions, 550,000 per second, about 9 s left",
    at("sessions", { companies: 50_000, sessions: 2_750_000, seconds: 6, waitedSeconds: 1 }),
  ],
  [
    "5,500,000 sessions sent, checking keys, about 2 min left",
    at("constraints", { companies: 100_000, sessions: 5_500_000, seconds: 200 }),
  ],
  ["1 company and 2 sessions", at("done", { summary: new SeedSummary(1, 2, 3, "a", "f") })],
])("reads: %s", (text, progress) => {
  expect(describeProgress(progress).startsWith(text)).toBe(true);
  if (progress.step !== "done") expect(describeProgress(progress)).toBe(text);
});
