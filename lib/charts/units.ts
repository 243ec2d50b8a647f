import type { LayoutAxis } from "plotly.js-dist";
import type { Datum } from "./marks/mark";

export type UnitName = "count" | "US dollars" | "percent";

/** How the numbers of a chart are written. */
export interface Unit {
  /** The settings of the y axis, given the largest value that is drawn and the smallest, which is 0 or less. */
  readonly axis: (
    highest: number,
    lowest: number,
  ) => Pick<LayoutAxis, "dtick" | "tickformat" | "tickformatstops" | "tickprefix">;
  /** The d3 format of observed numbers. */
  readonly format: string;
  /** The d3 format of expected numbers; that of counts has a decimal. */
  readonly expectedFormat: string;
}

interface Drawn {
  readonly data: readonly Pick<Datum, "value" | "source">[];
}

/** The unit by its name, with as many digits as the observed numbers of these marks need. */
export function unitOf(name: UnitName, marks: readonly Drawn[]): Unit {
  const numbers = marks.flatMap(({ data }) =>
    data.flatMap(({ source, value }) => (source === "data" && value !== null ? [value] : [])),
  );
  const areWhole = numbers.every(Number.isInteger);
  if (name === "percent") return unit(".1%", () => ({ tickformat: ".3~%" }));
  if (name === "US dollars")
    return unit(areWhole ? "$,.0f" : "$,.2f", (highest, lowest) => {
      // A minus comes before the dollar, which a prefix precludes; a format calls billions G.
      const most = Math.max(highest, -lowest);
      const tickformat = most >= 1e6 && most < 1e9 ? "$.3~s" : "$,.0f";
      const [prefix, dollar] = lowest < 0 ? [{ tickformat }, "$"] : [{ tickprefix: "$" }, ""];
      return { ...prefix, tickformatstops: [{ dtickrange: [null, 0.99], value: `${dollar},.2f` }] };
    });
  // Small counts have a tick for each number.
  if (areWhole) return unit(",", (highest) => (highest < 5 ? { dtick: 1 } : {}), ",.1f");
  // Two decimals of a large number, three digits of a small one.
  return unit(numbers.some((number) => Math.abs(number) >= 1) ? ",.2~f" : ",.3~r", () => ({}));
}

function unit(format: string, axis: Unit["axis"], expectedFormat = format): Unit {
  return { format, axis, expectedFormat };
}

const WHOLE_PERCENT = { style: "percent" } as const;
const DOLLARS = { style: "currency", currency: "USD", maximumFractionDigits: 0 } as const;

/** A number short enough for a cell: `52%`, `$1,234`, `12.34`. */
export function valueInWords(value: number, name: UnitName): string {
  if (name === "percent") return value.toLocaleString("en-US", WHOLE_PERCENT);
  return value.toLocaleString("en-US", name === "US dollars" ? DOLLARS : { maximumFractionDigits: 2 });
}
