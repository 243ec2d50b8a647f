import type { Layout } from "plotly.js-dist";
import { labelStep, periodAxis } from "./months";
import { isStep, type Scene } from "./scene";
import { escaped, shownName } from "./shown-name";
import { INK } from "./template";

/** The x axis of a chart: of months, dates, numbers, or names in the order of the rows. */
export function xAxis(scene: Scene, title: string | undefined): NonNullable<Layout["xaxis"]> {
  const { xKind, places, step } = scene;
  const words = title === undefined ? {} : { title: { text: title, standoff: 8 } };
  switch (xKind) {
    case "months":
      return { ...words, ...periodAxis(places.map(String).sort(), step) };
    case "dates":
      return { ...words, type: "date" };
    case "names":
      return { ...words, ...nameAxis(places.map(String)) };
    case "numbers":
      return {
        ...words,
        ...(title === undefined ? {} : { unifiedhovertitle: { text: `${title}: %{x}` } }),
        ...numberAxis(places.map(Number), scene.marks.some(isStep)),
      };
  }
}

function nameAxis(names: readonly string[]) {
  const [whole, short] = [names.map(escaped), names.map(shownName)];
  const isCut = whole.some((name, index) => name !== short[index]);
  return {
    type: "category",
    categoryorder: "array",
    categoryarray: whole,
    ...(isCut ? { tickvals: whole, ticktext: short } : {}),
  } as const;
}

/**
 * Integers are labeled as months are: one by one up to 12, then every second, third and so on. Those that can be years
 * have no thousands separator.
 */
function numberAxis(numbers: readonly number[], hasSteps: boolean): NonNullable<Layout["xaxis"]> {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const isCounted = numbers.every(Number.isInteger) && most - least <= 120;
  const areYears = isCounted && least >= 1900 && most < 2100;
  return {
    zeroline: false,
    ...(areYears ? { separatethousands: false } : {}),
    ...(isCounted ? { dtick: labelStep(most - least) } : {}),
    ...(hasSteps ? { range: [least, most + 0.5] } : {}),
  };
}

/** A line where the future begins, with a label, for the layout of a chart that continues into it. */
export function futureMark({ places, future }: Scene): Partial<Layout> {
  if (future === undefined || places.length === 0) return {};
  const x = `${future}-01`;
  const where = { xref: "x", yref: "paper" } as const;
  const months = places.filter((month) => String(month) >= future).length;
  // On the side that has room for it.
  const side = months >= places.length / 4 ? "left" : "right";
  return {
    shapes: [
      { ...where, type: "line", x0: x, x1: x, y0: 0, y1: 1, line: { color: INK, width: 1, dash: "dot" } },
    ],
    annotations: [
      {
        ...where,
        x,
        y: 1,
        text: "expected →",
        showarrow: false,
        xanchor: side,
        yanchor: "top",
        xshift: side === "left" ? 4 : -4,
      },
    ],
  };
}
