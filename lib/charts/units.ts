import type { Layout } from "plotly.js-dist";

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
