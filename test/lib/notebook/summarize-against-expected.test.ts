import { expect, test } from "vitest";
import { summarizeAgainstExpected } from "../../../lib/notebook/summarize-against-expected";

/** A value of the month given, of which 4 to 8 is expected. */
function observed(value: number, month = "2025-01", company_size = "small") {
  return { month, company_size, value, expected: { expected: 6, low: 4, high: 8 } };
}

type Observed = ReturnType<typeof observed>;

function read(rows: readonly Observed[], predicted: readonly Observed[] = rows): string {
  return summarizeAgainstExpected(rows, predicted, ({ value }, { expected }) => ({
    observed: value,
    expected,
    perCompany: 1,
    format: (one) => `${one}!`,
  }));
}

const [feb, mar, apr] = ["2025-02", "2025-03", "2025-04"] as const;

test("the ends of an interval lie inside", () => {
  expect(read([observed(4), observed(8, feb)])).toBe(
    "All 2 values lie within their 95% prediction intervals.",
  );
});

test("a single value is one", () => {
  expect(read([observed(6)])).toBe("The only value lies within its 95% prediction interval.");
  expect(read([observed(3)])).toBe(
    "The only value lies outside its 95% prediction interval, but chance can explain it.",
  );
});

test("values that chance may bring are not held against the data", () => {
  expect(read([observed(6), observed(3, feb)])).toBe(
    "1 of the 2 values lies within its 95% prediction interval, and chance can explain the other.",
  );
  expect(read([observed(6), observed(6, feb), observed(3), observed(9, feb, "large")])).toBe(
    "2 of the 4 values lie within their 95% prediction intervals, and chance can explain the others.",
  );
});

test("several values of one size outside are explained by the companies that they share", () => {
  expect(read([observed(3), observed(9, feb), observed(3, mar)])).toBe(
    "None of the 3 values lies within its 95% prediction interval, but chance can explain them; months of one size share their companies, so they tend to be high or low together.",
  );
});

test("up to three values beyond chance are named, more only counted, and the data is said not to follow its rules", () => {
  const wrong = "too far off to be chance: the data does not follow these rules; verify(db) shows where.";
  expect(read([observed(20), observed(6, feb), observed(3, mar)])).toBe(
    `1 of the 3 values lies within its 95% prediction interval; small in January 2025 (20!, not 4! to 8!) is ${wrong}`,
  );
  const four = [observed(20), observed(21, feb), observed(-9, mar), observed(22, apr)];
  expect(read(four.slice(0, 3))).toBe(
    `None of the 3 values lies within its 95% prediction interval; small in January 2025 (20!, not 4! to 8!), small in February 2025 (21!, not 4! to 8!) and small in March 2025 (-9!, not 4! to 8!) are ${wrong}`,
  );
  expect(read(four)).toMatch(/, small in March 2025 \(-9!, not 4! to 8!\) and 1 more are too far off /);
});

test("chance ends at one of 1,000 datasets, all values together", () => {
  // 95% reach 3 from the middle here, 99.9% then 1.68 times as far; of 24 values, each has 24 times less: 2.09 times.
  const alone = (value: number) => read([observed(value)]).includes("chance can explain");
  expect([0.97, 0.95].map(alone)).toEqual([true, false]);
  expect([11.03, 11.05].map(alone)).toEqual([true, false]);
  const others = Array.from({ length: 23 }, (_, n) => observed(6, `20${n + 10}-01`));
  const among = (value: number) => read([observed(value), ...others]).includes("chance can explain");
  expect([12.26, 12.28].map(among)).toEqual([true, false]);
});

test("what the rules leave no room for is beyond chance", () => {
  const fixed = { ...observed(1), expected: { expected: 0, low: 0, high: 0 } };
  expect(read([fixed])).toContain("small in January 2025 (1!, not 0! to 0!) is too far off to be chance");
  expect(read([{ ...fixed, value: 0 }])).toBe("The only value lies within its 95% prediction interval.");
});

test("rows are compared with the prediction for their month and size, and the others are counted", () => {
  const predicted = [observed(6), observed(6, feb, "large"), observed(6, feb)];
  expect(read([observed(8, feb), observed(6, "2025-01", "large"), observed(6, mar)], predicted)).toBe(
    "The only value lies within its 95% prediction interval. Nothing is predicted for 2 other values, whose month or size is not in these rules.",
  );
  expect(read([observed(6, mar)], predicted)).toBe("The rules predict nothing for these months and sizes.");
});
