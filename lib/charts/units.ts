import type { Layout } from "plotly.js-dist";
import type { Mark } from "./marks/mark";

/** The unit of a chart's numbers, and their formats. */
export interface Unit {
  /** The settings of the y axis, given the largest value that is drawn. */
  readonly axis: (highest: number) => NonNullable<Layout["yaxis"]>;
  /** The d3 format of observed numbers, with all their digits. */
  readonly format: string;
  /** The d3 format of expected numbers; that of counts has a decimal. */
  readonly expectedFormat: string;
}

/** Counts; an axis that ends below 5 has a tick for each. */
export const counts: Unit = {
  axis: (highest) => (highest < 5 ? { dtick: 1 } : {}),
  format: ",",
  expectedFormat: ",.1f",
};

/**
 * US dollars.
 *
 * @param amounts the observed amounts: if one of them has cents, all are written with cents
 */
export function dollars(amounts: readonly number[]): Unit {
  const format = amounts.every(Number.isInteger) ? "$,.0f" : "$,.2f";
  return {
    axis: () => ({ tickprefix: "$", tickformatstops: [{ dtickrange: [null, 0.99], value: ",.2f" }] }),
    format,
    expectedFormat: format,
  };
}

/** Parts of a whole, 0 to 1, in percent. */
export const shares: Unit = {
  axis: () => ({ tickformat: ".3~%" }),
  format: ".1%",
  expectedFormat: ".1%",
};

/** The units that numbers of a chart can have. */
export type UnitName = "count" | "US dollars" | "percent";

/** The unit by its name, with the digits that the numbers of these marks have. */
export function unitOf(name: UnitName, marks: readonly Mark[]): Unit {
  if (name === "percent") return shares;
  const observed = marks.flatMap(({ data }) => data.filter(({ source }) => source === "data"));
  const numbers = observed.flatMap(({ value }) => value ?? []);
  if (name === "US dollars") return dollars(numbers);
  if (numbers.every(Number.isInteger)) return counts;
  // Two decimals of a large number, three digits of a small one.
  const format = numbers.some((number) => Math.abs(number) >= 1) ? ",.2~f" : ",.3~r";
  return { axis: () => ({}), format, expectedFormat: format };
}
