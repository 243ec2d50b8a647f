import type { Data, ScatterData } from "plotly.js-dist";
import type { SharedMark } from "./marks/mark";
import { type Scene, seriesOf } from "./scene";
import { escaped, shownName } from "./shown-name";

/** The name of a series in the legend and the hover box. */
export function labelOf({ style: { name }, column }: SharedMark, series: string): string {
  if (series === "") return escaped(name ?? column);
  return `${name === undefined ? "" : `${escaped(name)}: `}${shownName(series)}`;
}

/** The legend entry of a reference, as Plotly displays it. */
export function referenceLabel(scene: Scene, mark: SharedMark): string {
  const [series = "", ...others] = seriesOf(mark);
  const isOfOne = mark.kind === "intervals" && scene.stacked && series !== "" && others.length === 0;
  if (mark.style.name !== undefined) return escaped(mark.style.name);
  if (!isOfOne) return referenceName(mark);
  // The narrowest chart has no room for a long name in the same line.
  return `Expected of ${shownName(series)},${series.length > 12 ? "<br>" : " "}95% prediction interval`;
}

/** The legend entry of a reference in words. */
export function referenceName({ kind, style: { name }, data }: SharedMark): string {
  if (name !== undefined) return name;
  const hasEnds = data.some(({ low }) => low !== undefined);
  if (kind === "intervals" && data[0]?.source === "estimate") return "95% confidence interval";
  return kind === "intervals" && hasEnds ? "Expected, 95% prediction interval" : "Expected";
}

/** A legend entry, after those of the values, for traces that share one. */
export function legendEntry(name: string, style: Partial<ScatterData>): Data {
  return {
    ...style,
    type: "scatter",
    name,
    legendgroup: name,
    // The values have rank 1000.
    legendrank: 1001,
    x: [null],
    y: [null],
    hoverinfo: "skip",
  };
}
