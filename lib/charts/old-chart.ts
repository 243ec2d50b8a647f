import type { Data, Layout, LayoutAxis } from "plotly.js-dist";
import { completeFigure, type Figure, noData } from "./figure";
import { chartConfig } from "./template";
import type { Unit } from "./units";

/** The words of a chart. */
export interface ChartText {
  readonly title: string;
  readonly subtitle: string;
  /** The title of the y axis, and the format of its numbers. */
  readonly yTitle: string;
  readonly unit: Unit;
  /** The chart in one or two sentences. */
  readonly description: string;
}

const HEADROOM = 1.12;

/**
 * A chart of this project: its marks in the layout that all charts share. Without marks it says that there is no data.
 *
 * @param layout overrides the shared layout
 */
export function chart(text: ChartText, data: readonly Data[], layout: Partial<Layout> = {}): Figure {
  const empty = data.length === 0;
  const top = highest(data, layout.barmode === "stack");
  // Room above the marks for what is written in the chart.
  const headroom: LayoutAxis = layout.annotations && top > 0 ? { range: [0, HEADROOM * top] } : {};
  return completeFigure({
    data,
    layout: {
      ...(empty ? { annotations: [noData("No data yet: run the generator first")] } : layout),
      title: { text: text.title, subtitle: { text: text.subtitle } },
      xaxis: { fixedrange: true, ...layout.xaxis },
      yaxis: {
        title: { text: text.yTitle },
        rangemode: "tozero",
        fixedrange: true,
        ...headroom,
        ...text.unit.axis(top),
        ...layout.yaxis,
      },
    },
    config: chartConfig,
    description: text.description,
  });
}

/** The largest value that the traces reach, whiskers included. */
function highest(data: readonly Data[], stacked: boolean): number {
  const tops = new Map<string, number>();
  for (const trace of data) {
    const { type, stackgroup, x, y, error_y }: Drawn = { ...trace };
    for (const [index, height] of numbers(y).entries()) {
      const place = `${stackgroup} ${Array.isArray(x) ? x[index] : index}`;
      const below = stackgroup || (stacked && type === "bar") ? (tops.get(place) ?? 0) : 0;
      const top = below + height + (numbers(error_y?.array)[index] ?? 0);
      tops.set(place, Math.max(top, tops.get(place) ?? 0));
    }
  }
  return Math.max(0, ...tops.values());
}

/** The part of a trace that its height depends on. */
interface Drawn {
  readonly type?: string;
  readonly stackgroup?: string;
  readonly x?: unknown;
  readonly y?: unknown;
  readonly error_y?: { readonly array?: unknown };
}

function numbers(values: unknown): number[] {
  return Array.isArray(values) ? values.map(Number) : [];
}
