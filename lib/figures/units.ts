import type { Layout } from "plotly.js-dist";

/** What the numbers of a chart are, and how they are written. */
export interface Unit {
  /** How the y axis writes them, where `highest` is the upper end of what is drawn. */
  readonly axis: (highest: number) => NonNullable<Layout["yaxis"]>;
  /** The d3 format of a number that was observed, with all its digits. */
  readonly format: string;
  /** The d3 format of an expected one: that of a count has a decimal. */
  readonly expectedFormat: string;
}

/** Whole things: an axis of a few steps from one to the next. */
export const counts: Unit = {
  axis: (highest) => (highest < 5 ? { dtick: 1 } : {}),
  format: ",",
  expectedFormat: ",.1f",
};

/**
 * US dollars.
 *
 * @param amounts those that were observed: all are written with cents where one of them has some
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
