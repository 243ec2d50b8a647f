import type { Data } from "plotly.js-dist";
import { sizeGroup } from "../colors";
import { translucent } from "../interval-traces";
import { labelOf, valueHover } from "../mark-hover";
import { fillOf, isBand, type Scene, seriesOf } from "../scene";
import { type Mark, type NameColumn, type Points, readRows, type XColumn, type YColumn } from "./mark";

/** How `points` draws rows. */
export interface PointsOptions<Row> {
  /** The column of the x axis: months `2025-01`, other text in the order of the rows, numbers or dates. */
  readonly x: XColumn<Row>;
  /** The column of the heights. */
  readonly y: YColumn<Row>;
  /** The column that the points are colored by: a legend entry for each value. */
  readonly color?: NameColumn<Row>;
  /** The name in the legend; with `color`, it comes before each value. Default: the column of y. */
  readonly name?: string;
  /** From 0 to 1; default 1. */
  readonly opacity?: number;
}

/**
 * Points for `chart`: one per row. With so many `intervals` that these become a band, lines take the place of the points.
 *
 * @param rows of a KPI or of any query
 * @throws UserError if a column of y contains anything but numbers, predictions and estimates
 *
 * @example
 * const rates = churnRates(await lifeTable(db).execute());
 * displayFigure(chart({ title: "Churn rate per month", y: "Percent of customers", unit: "percent" },
 *   points(rates, { x: "month", y: "churn_rate", color: "company_size" }),
 *   intervals(rates, { x: "month", y: "churn_rate", color: "company_size" }),
 * ));
 */
export function points<Row>(rows: readonly Row[], options: PointsOptions<Row>): Mark {
  const { name, opacity = 1 } = options;
  return { kind: "points", ...readRows("points", rows, options), name, opacity };
}

/** The traces of points. */
export function drawPoints(mark: Points, scene: Scene): Data[] {
  const asLines = scene.marks.some(
    (one) =>
      one.kind === "intervals" &&
      isBand(scene, one) &&
      seriesOf(one).some((series) => seriesOf(mark).includes(series)),
  );
  return seriesOf(mark).map((series) => {
    const data = mark.data.filter((datum) => datum.series === series);
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
      marker: { color: mark.opacity < 1 ? translucent(color, mark.opacity) : color, size: 8 },
      cliponaxis: false,
    };
  });
}
