import { expect, test } from "vitest";
import { pairWithExpected, readAgainstExpected } from "../../../lib/readings/read-against-expected";

/** A number of the month given, of which 4 to 8 is expected. */
function observed(value: number, month = "2025-01") {
  return {
    month,
    company_size: "small",
    observed: value,
    expected: { expected: 6, low: 4, high: 8 },
    format: (one: number) => `${one}!`,
  };
}

const rule = "inside the interval that holds 95 of 100 startups with these rules";

test("the ends of an interval lie inside", () => {
  expect(readAgainstExpected([observed(4), observed(8)])).toBe(`All 2 numbers lie ${rule}.`);
});

test("a number alone is read as one", () => {
  expect(readAgainstExpected([observed(6)])).toBe(`The only number lies ${rule}.`);
  expect(readAgainstExpected([observed(6), observed(3)])).toBe(
    `1 of the 2 numbers lies ${rule}; outside: small in January 2025 (3!, not 4! to 8!).`,
  );
});

test("up to three outside are named, more only counted", () => {
  const [jan, feb, mar, apr, may] = [
    observed(3),
    observed(9, "2025-02"),
    observed(0, "2025-03"),
    observed(10, "2025-04"),
    observed(11, "2025-05"),
  ];
  const named = "small in January 2025 (3!, not 4! to 8!), small in February 2025 (9!, not 4! to 8!)";
  expect(readAgainstExpected([jan, feb, mar])).toBe(
    `0 of the 3 numbers lie ${rule}; outside: ${named} and small in March 2025 (0!, not 4! to 8!).`,
  );
  expect(readAgainstExpected([jan, feb, mar, apr])).toBe(
    `0 of the 4 numbers lie ${rule}; outside: ${named}, small in March 2025 (0!, not 4! to 8!) and 1 more.`,
  );
  expect(readAgainstExpected([jan, feb, mar, apr, may, observed(5), observed(5)])).toMatch(
    /^2 of the 7 numbers lie .* \(0!, not 4! to 8!\) and 2 more\.$/,
  );
});

test("a row is compared with what is expected of its month and its size, and else left out", () => {
  const row = (month: string, company_size: string) => ({ month, company_size });
  const expected = [row("2025-01", "small"), row("2025-02", "large"), row("2025-02", "small")];
  const rows = [row("2025-02", "small"), row("2025-01", "large"), row("2025-03", "small")];

  expect(pairWithExpected(rows, expected)).toEqual([[rows[0], expected[2]]]);
});
