import { expect } from "vitest";
import type { Prediction } from "../../../lib/stats/prediction";

/**
 * Expects of generated values that 95% lie in the prediction interval, and that their average is the expected value.
 *
 * @param reach by how many standard errors either may be off; with thousands of figures, some are off by 4
 * @returns the share of the values that lie inside
 */
export function expectPredicted(
  values: readonly number[],
  { expected, low, high }: Prediction,
  name: string,
  reach: { readonly inside: number; readonly average: number },
): number {
  const inside = values.filter((value) => low <= value && value <= high).length / values.length;
  expect(inside, name).toBeGreaterThan(0.95 - reach.inside * Math.sqrt((0.95 * 0.05) / values.length));
  const errors = values.map((value) => value - expected);
  const deviation = Math.sqrt(average(errors.map((error) => error ** 2)));
  expect(Math.abs(average(errors)), name).toBeLessThanOrEqual(
    (reach.average * deviation) / Math.sqrt(values.length) + 1e-9,
  );
  return inside;
}

/** The numbers in a column of rows; those that are null or missing are left out. */
export function numbersIn(rows: readonly (object | undefined)[], column: string): number[] {
  const values = rows.map((row): unknown => row && Reflect.get(row, column));
  return values.filter((value) => typeof value === "number");
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
