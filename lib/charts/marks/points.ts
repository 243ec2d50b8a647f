import type { Data } from "plotly.js-dist";
import { sizeGroup, translucent } from "../colors";
import { fillOf } from "../fills";
import { valueHover } from "../hover";
import { labelOf } from "../legend";
import { dataOf, isBand, type Scene, seriesOf } from "../scene";
import type { Mark, Points, PointsOptions } from "./mark";
import { readRows } from "./read-rows";

/**
 * Points for `chart`: one per row. If `intervals` become a band, lines replace the points.
 *
 * @param rows of a KPI or of any query
 * @throws UserError if a column of y contains anything but numbers, predictions and estimates
 *
 * @example
 * const rates = churnRates(await customersAtRiskPerMonth(db).execute());
 * displayFigure(chart({ title: "Churn rate per month", y: "Percent of customers", unit: "percent" },
 *   points(rates, { x: "month", y: "churn_rate", color: "company_size" }),
 *   intervals(rates, { x: "month", y: "churn_rate", color: "company_size" }),
 * ));
 */
export function points<Row>(rows: readonly Row[], options: PointsOptions<Row>): Mark {
  return { kind: "points", ...readRows("points", rows, options), style: options };
}

/** The traces of points. */
export function drawPoints(mark: Points, scene: Scene): Data[] {
  const { opacity = 1 } = mark.style;
  const asLines = scene.marks.some(
    (one) =>
      one.kind === "intervals" &&
      isBand(scene, one) &&
      seriesOf(one).some((series) => seriesOf(mark).includes(series)),
  );
  return seriesOf(mark).map((series) => {
    const data = dataOf(mark, series);
    const { color, dash } = fillOf(scene, mark, series);
    const group = sizeGroup(series || labelOf(mark, series));
    return {
      type: "scatter",
      mode: asLines ? "lines" : "markers",
      name: labelOf(mark, series),
      legendgroup: group,
      ...(scene.sideBySide ? { offsetgroup: group } : {}),
      x: data.map(({ x }) => x),
      y: data.map(({ value }) => value),
      ...valueHover(scene, mark, series, data),
      line: { color, dash, width: 2.5 },
      marker: { color: opacity < 1 ? translucent(color, opacity) : color, size: 8 },
      cliponaxis: false,
    };
  });
}
