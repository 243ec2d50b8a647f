import type { Data } from "plotly.js-dist";
import type { MrrMovements } from "../metrics/mrr-movements";
import { sizesInWords, span, sum } from "../text/numbers-in-words";
import { sizeFill, sizeGroup } from "./colors";
import type { Figure } from "./figure";
import { valueHover } from "./hover";
import { inPeriods, monthsOf, periodAxis, periodInWords, periodStep, placedInPeriods } from "./months";
import { chart } from "./old-chart";
import { shownName } from "./shown-name";
import { areMany, type StackTrace, stackTrace } from "./stack-trace";
import { INK } from "./template";
import { dollars } from "./units";

/** Fainter than the colors of what churned. */
const LEFT = "rgba(128, 128, 128, 0.35)";

/**
 * The MRR bridge: each bar is as high as the monthly recurring revenue that a month began with (the first: that was
 * signed up), gray up to what is left at its end, colored by company size above that for what was churned.
 *
 * Over more than two years, a bar stands for several months.
 *
 * @param rows of the query `mrrBridge`
 */
export function mrrMovementsFigure(rows: readonly MrrMovements[]): Figure {
  const sizes = [...new Set(rows.map((row) => row.company_size))];
  const months = monthsOf(rows);
  const step = areMany(months) ? periodStep(months.length) : 1;
  const bridges = inPeriods(rows, step, together);
  const periods = monthsOf(bridges);
  const unit = dollars(rows.map((row) => row.closing_mrr + row.churned_mrr));
  const text = {
    title: "Monthly recurring revenue (MRR)",
    subtitle: `Left at the end of ${step === 1 ? "each" : "every"} ${periodInWords(step)}; above it what was lost`,
    yTitle: "US dollars",
    unit,
    description: describe(months, sizes),
  };
  const left = {
    name: "left",
    legendgroup: "left",
    x: periods,
    y: totals(bridges, periods, (row) => row.closing_mrr),
    hovertemplate: valueHover("left", unit.format),
  };
  const marks = [
    stackTrace(left, { color: LEFT, pattern: "" }, "bar"),
    ...sizes.map((size) => stackTrace(lostBy(bridges, size, unit.format), sizeFill(size, sizes), "bar")),
    lostLabels(bridges, periods, unit.format, step),
  ];
  return chart(text, rows.length === 0 ? [] : placedInPeriods(marks, step), {
    barmode: "stack",
    xaxis: periodAxis(months, step),
    // Hides a label that does not fit over its bar; the table has the number.
    uniformtext: { minsize: 10, mode: "hide" },
  });
}

/** The bridge of several months: from the start of the first to the end of the last. */
function together(rows: readonly MrrMovements[], first: MrrMovements): MrrMovements {
  const last = rows.at(-1) ?? first;
  return {
    ...first,
    new_mrr: sum(rows, (row) => row.new_mrr),
    churned_mrr: sum(rows, (row) => row.churned_mrr),
    closing_mrr: last.closing_mrr,
  };
}

function lostBy(rows: readonly MrrMovements[], size: string, format: string): StackTrace {
  const ofSize = rows.filter((row) => row.company_size === size);
  const name = `lost: ${shownName(size)}`;
  return {
    name,
    legendgroup: sizeGroup(size),
    x: ofSize.map((row) => row.month),
    y: ofSize.map((row) => row.churned_mrr),
    hovertemplate: valueHover(name, format),
  };
}

/** The width of the shortest month in milliseconds: labels may be wider than bars. */
const SLOT = 28 * 86_400_000;

/** The total that was churned, above each bar; empty if nothing was. */
function lostLabels(rows: readonly MrrMovements[], months: string[], format: string, step: number): Data {
  const churned = totals(rows, months, (row) => row.churned_mrr);
  return {
    type: "bar",
    showlegend: false,
    hoverinfo: "skip",
    x: months,
    y: months.map(() => 0),
    width: SLOT * step,
    customdata: churned,
    texttemplate: churned.map((dollars) => (dollars === 0 ? "" : `−%{customdata:${format}}`)),
    textposition: "outside",
    textangle: 0,
    textfont: { color: INK, size: 12 },
    cliponaxis: false,
  };
}

/** The sum over the rows of each month. */
function totals(
  rows: readonly MrrMovements[],
  months: readonly string[],
  value: (row: MrrMovements) => number,
) {
  return months.map((month) =>
    sum(
      rows.filter((row) => row.month === month),
      value,
    ),
  );
}

function describe(months: readonly string[], sizes: readonly string[]): string {
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) return "Monthly recurring revenue. No data.";
  return `Monthly recurring revenue: left at the end of each month, and lost in it. Stacked bars ${span(first, last)}, what is lost by ${sizesInWords(sizes)}.`;
}
