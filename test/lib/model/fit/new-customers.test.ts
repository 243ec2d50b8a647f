import { expect, test } from "vitest";
import { drawNewCustomers, fitNewCustomers } from "../../../../lib/model/fit/new-customers";
import { randomStream } from "../../../../lib/stats/random-stream";

/** Drawn new customers of so many months after the first and the list. */
function drawn(companies: number, later: readonly number[], months: number): number[][] {
  const fit = fitNewCustomers(companies, later);
  if (!fit) throw new Error("nobody signed up");
  const random = randomStream("new customers", 0, "draws");
  return Array.from({ length: 2000 }, () =>
    drawNewCustomers(random, fit, companies, later.length + 1, months),
  );
}

test("nobody after the first month is no rule", () => {
  expect(fitNewCustomers(5, [])).toBeUndefined();
  expect(fitNewCustomers(5, [0, 0])).toBeUndefined();
});

test("the same number every month has no dispersion, and goes on exactly", () => {
  expect(fitNewCustomers(5, [7, 7, 7, 7])).toEqual({
    rule: 7,
    describes: true,
    months: 4,
    signUps: 28,
    dispersion: 0,
  });
  for (const months of drawn(5, [7, 7, 7, 7], 2)) expect(months).toEqual([7, 7]);
});

test("growth goes on as it was", () => {
  // 100 companies, 10% more each month: 10, 11, 12.1, 13.31, …
  const later = Array.from({ length: 12 }, (_, month) => Math.round(10 * 1.1 ** month));
  expect(fitNewCustomers(100, later)).toMatchObject({
    rule: { growth: expect.closeTo(0.1, 2) },
    describes: true,
    months: 12,
  });
  const ahead = drawn(100, later, 2);
  expect(average(ahead.map(([first = 0]) => first))).toBeCloseTo(10 * 1.1 ** 12, 0);
  expect(average(ahead.map(([, second = 0]) => second))).toBeCloseTo(10 * 1.1 ** 13, 0);
});

test("if neither describes the list, the average of the last 12 months goes on, as far apart as they were", () => {
  const later = [90, 90, 90, ...Array.from({ length: 6 }, () => [0, 20]).flat()];
  const fit = fitNewCustomers(5, later);
  // By hand: 120 in 12 months, each 10 from the average of 10, so that (12 * 100 / 10) / 11 is the dispersion.
  expect(fit).toEqual({ rule: 10, describes: false, months: 12, signUps: 120, dispersion: 120 / 11 });
  const [first = []] = [drawn(5, later, 1).map(([month = 0]) => month)];
  // Drawn around 10 with a deviation of 10 or more, and not below 0.
  expect(first.filter((count) => count === 0).length / first.length).toBeGreaterThan(0.1);
  expect(Math.min(...first)).toBe(0);
  expect(Math.max(...first)).toBeGreaterThan(30);
});

test("the number of a month is as uncertain as its average and chance make it", () => {
  const later = [4, 16, 7, 13, 10, 10, 10, 10, 10, 10];
  const ahead = drawn(5, later, 1).map(([month = 0]) => month);
  // By hand: 90 / 10 / 9 = 1 is the dispersion, so the variance of a month is 10 * (1 + 1/10), times 9/7 as it is estimated.
  const variance = average(ahead.map((count) => (count - 10) ** 2));
  expect(variance).toBeGreaterThan(0.8 * 14.1);
  expect(variance).toBeLessThan(1.2 * 14.1);
});

test("if both rules describe the months, either may be right, as likely as it makes them", () => {
  // By hand: 100 companies and 60 more in 6 months; 8.1% growth says 8.1, 8.8, 9.5, 10.3, 11.1 and 12.1.
  const fit = fitNewCustomers(100, [9, 12, 7, 13, 8, 11]);
  expect(fit).toMatchObject({ rule: 10, alternative: { rule: { growth: expect.closeTo(0.081, 3) } } });
  const [same, growth] = [fit?.dispersion ?? 0, fit?.alternative?.dispersion ?? 0];
  // 1, 4, 9, 9, 4 and 1 are the squares of the distances from 10, with 5 degrees of freedom.
  expect(same).toBeCloseTo(28 / 10 / 5, 10);
  const odds = (same / growth) ** 3;
  expect(fit?.alternative?.probability).toBeCloseTo(odds / (1 + odds), 10);
  expect(odds).toBeGreaterThan(0.3);

  const ahead = drawn(100, [9, 12, 7, 13, 8, 11], 12).map((months) => months.at(-1) ?? 0);
  // In the twelfth month, growth says 160 * 1.081^11 * 0.081 = 31.
  const grown = ahead.filter((count) => count > 20).length / ahead.length;
  expect(grown).toBeGreaterThan(0.7 * (odds / (1 + odds)));
  expect(grown).toBeLessThan(1.3 * (odds / (1 + odds)));
});

test.each([
  { list: [0, 2, 1, 0, 3, 1, 0, 1, 2, 0, 1, 1] },
  { list: [2, 30, 1, 25, 3] },
  { list: [0, 60, 0, 0, 55, 0, 0, 70] },
  { list: [300, 0, 0, 0] },
])("few and uneven sign-ups $list go on with their average", ({ list }) => {
  const mean = average(list);
  const ahead = drawn(1000, list, 3).flat();
  const deviation = Math.sqrt(average(ahead.map((count) => (count - mean) ** 2)));
  // The three months of a draw have much in common.
  expect(Math.abs(average(ahead) - mean)).toBeLessThan((4.5 * deviation) / Math.sqrt(ahead.length / 3));
  expect(Math.min(...ahead)).toBe(0);
});

test("too few months to show how they differ are taken for independent sign-ups", () => {
  expect(fitNewCustomers(5, [7, 7])?.dispersion).toBe(1);
});

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
