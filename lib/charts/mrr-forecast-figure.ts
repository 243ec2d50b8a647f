import type { Data } from "plotly.js-dist";
import type { MrrPerMonth } from "../metrics/mrr-per-month";
import type { ExpectedKpis } from "../model/expected-kpis";
import { sizesInWords, span } from "../text/numbers-in-words";
import { type SizeFill, sizeFill, sizeGroup } from "./colors";
import { expectedTraces } from "./expected-traces";
import type { Figure } from "./figure";
import { futureMark } from "./future-mark";
import { valueHover } from "./hover";
import { translucent } from "./interval-traces";
import { monthsOf } from "./months";
import { chart } from "./old-chart";
import { shownName } from "./shown-name";
import { areMany, stackTrace } from "./stack-trace";
import { dollars } from "./units";

/**
 * MRR per month in US dollars, the sizes stacked: so far, and in paler colors the expected MRR, with the 95%
 * prediction interval of the total.
 *
 * @param rows of the KPI `mrrPerMonth`
 * @param ahead what to expect of the months after, from `outlook`
 */
export function mrrForecastFigure(rows: readonly MrrPerMonth[], ahead: ExpectedKpis): Figure {
  const [past, future] = [monthsOf(rows), monthsOf(ahead.totalsPerMonth)];
  const sizes = [...new Set(rows.map((row) => row.company_size))];
  const unit = dollars(rows.map((row) => row.mrr));
  const text = {
    title: "Revenue",
    subtitle: "Monthly prices paid, if nobody new is gained",
    yTitle: "US dollars",
    unit,
    description: describe(past, future, sizes),
  };
  const totals = ahead.totalsPerMonth.map(({ month, mrr }) => ({ month, prediction: mrr }));
  const shape = areMany([...past, ...future]) ? "area" : "bar";
  const bars = sizes.flatMap((size) =>
    sizeTraces(rows, ahead, size, sizeFill(size, sizes), unit.format, shape),
  );
  const marks =
    rows.length === 0 ? [] : [...bars, ...expectedTraces(totals, { unit, asBand: shape === "area" })];
  return chart(text, marks, { ...futureMark(past, future), barmode: "stack" });
}

function sizeTraces(
  rows: readonly MrrPerMonth[],
  ahead: ExpectedKpis,
  size: string,
  fill: SizeFill,
  format: string,
  shape: "bar" | "area",
): Data[] {
  const known = rows.filter((row) => row.company_size === size);
  const expected = ahead.mrrPerMonth.filter((row) => row.company_size === size);
  // An area continues where the past ends.
  const today = shape === "area" ? known.slice(-1) : [];
  const [name, legendgroup] = [shownName(size), sizeGroup(size)];
  return [
    stackTrace(
      {
        name,
        legendgroup,
        x: known.map((row) => row.month),
        y: known.map((row) => row.mrr),
        hovertemplate: valueHover(name, format),
      },
      fill,
      shape,
    ),
    stackTrace(
      {
        name,
        legendgroup,
        showlegend: false,
        x: [...today, ...expected].map((row) => row.month),
        y: [...today.map((row) => row.mrr), ...expected.map((row) => row.mrr.expected)],
        hovertemplate: valueHover(`${name} expected`, format),
      },
      { ...fill, color: translucent(fill.color, 0.45) },
      shape,
      "expected",
    ),
  ];
}

function describe(past: readonly string[], future: readonly string[], sizes: readonly string[]): string {
  const [first, today] = [past[0], past.at(-1)];
  if (!first || !today) return "Revenue per month. No data.";
  return `Revenue per month ${span(first, today)}, and expected to ${future.at(-1)} with 95% prediction interval. Stacked bars for ${sizesInWords(sizes)}.`;
}
