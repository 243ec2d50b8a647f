import fc from "fast-check";
import { expect, test } from "vitest";
import { isMonth, monthLabels, monthStarts } from "../../../lib/dataset/month";

test.each(["1970-01", "1999-12", "2000-02", "2025-10", "2999-12"])("%s is a month", (text) => {
  expect(isMonth(text)).toBe(true);
});

test.each([
  "",
  "2025",
  "2025-00",
  "2025-13",
  "2025-1",
  "25-01",
  "1969-12",
  "3000-01",
  "2025-01-01",
  "2025-01\n",
  "x2025-01",
])("%j is no month", (text) => {
  expect(isMonth(text)).toBe(false);
});

test.each<[string, string, number, string[]]>([
  ["a year's first months", "2025-01", 2, ["2025-01-01", "2025-02-01", "2025-03-01"]],
  ["a leap February", "2024-02", 1, ["2024-02-01", "2024-03-01"]],
  ["a start in December", "2024-12", 2, ["2024-12-01", "2025-01-01", "2025-02-01"]],
  ["the first month there is", "1970-01", 1, ["1970-01-01", "1970-02-01"]],
  ["the last month there is", "2999-12", 1, ["2999-12-01", "3000-01-01"]],
])("%s begins and ends at midnight UTC", (_, startMonth, months, expected) => {
  const starts = monthStarts(startMonth, months).map((ms) => new Date(ms).toISOString());
  expect(starts).toEqual(expected.map((day) => `${day}T00:00:00.000Z`));
});

test.each<[string, number]>([
  ["2023-02", 28],
  ["2024-02", 29],
  ["2100-02", 28],
  ["2000-02", 29],
  ["2025-12", 31],
])("%s has %i days", (month, days) => {
  const [from = 0, to = 0] = monthStarts(month, 1);
  expect((to - from) / 86_400_000).toBe(days);
});

test("months follow each other without gap, each on the first day of the next calendar month", () => {
  const anyMonth = fc.tuple(fc.integer({ min: 1970, max: 2999 }), fc.integer({ min: 1, max: 12 }));
  fc.assert(
    fc.property(anyMonth, fc.integer({ min: 1, max: 120 }), ([year, month], months) => {
      const starts = monthStarts(`${year}-${String(month).padStart(2, "0")}`, months);
      expect(starts).toHaveLength(months + 1);
      for (const [index, ms] of starts.entries()) {
        const date = new Date(ms);
        expect(date.getUTCFullYear() * 12 + date.getUTCMonth()).toBe(year * 12 + month - 1 + index);
        expect(date.toISOString()).toMatch(/-01T00:00:00\.000Z$/);
      }
    }),
  );
});

test("months are named in their order, across the turn of a year", () => {
  expect(monthLabels("2024-11", 4)).toEqual(["2024-11", "2024-12", "2025-01", "2025-02"]);
  expect(monthLabels("2999-12", 1)).toEqual(["2999-12"]);
});
