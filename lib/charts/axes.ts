import type { Layout } from "plotly.js-dist";
import { INK } from "./colors";
import { labelStep, periodAxis } from "./months";
import { isStep, type Scene } from "./scene";
import { escaped, shownName } from "./shown-name";

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
  const [whole, short] = [names.map(escaped), names.map((name) => shownName(name))];
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

/** The lines across a chart, each with a label: where the future begins, and those at levels of the y axis. */
export function markedLines(scene: Scene, levels: Levels): Pick<Layout, "shapes" | "annotations"> {
  const lines = [
    ...futureLine(scene),
    ...Object.entries(levels).map(([name, level]) => levelLine(scene, name, level)),
  ];
  return lines.length === 0
    ? {}
    : { shapes: lines.map(({ shape }) => shape), annotations: lines.map(({ annotation }) => annotation) };
}

/** Values on the y axis by their names. */
export type Levels = Readonly<Record<string, number>>;

interface MarkedLine {
  readonly shape: NonNullable<Layout["shapes"]>[number];
  readonly annotation: NonNullable<Layout["annotations"]>[number];
}

const LINE = { type: "line", line: { color: INK, width: 1, dash: "dot" } } as const;

function levelLine(scene: Scene, name: string, level: number): MarkedLine {
  const where = { xref: "paper", yref: "y" } as const;
  return {
    shape: { ...LINE, ...where, x0: 0, x1: 1, y0: level, y1: level, line: { ...LINE.line, width: 1.5 } },
    annotation: {
      ...where,
      x: 1,
      y: level,
      text: escaped(name),
      showarrow: false,
      xanchor: "right",
      yanchor: isFreeAbove(scene, level) ? "bottom" : "top",
      font: { size: 12 },
    },
  };
}

/** The size of the label of a line, as a share of the chart's height and width. */
const [LABEL_HEIGHT, LABEL_WIDTH] = [0.1, 0.25];

/** Whether fewer values lie above the right end of a level than below it. */
function isFreeAbove({ marks, places, lowest, highest }: Scene, level: number): boolean {
  const reach = LABEL_HEIGHT * (highest - lowest);
  const last = new Set(places.slice(-Math.ceil(LABEL_WIDTH * places.length)));
  const near = marks.flatMap(({ data }) =>
    data.flatMap(({ x, value }) =>
      last.has(x) && value !== null && Math.abs(value - level) < reach ? value : [],
    ),
  );
  const above = near.filter((value) => value >= level).length;
  return level - reach < lowest || above <= near.length - above;
}

function futureLine({ places, future }: Scene): MarkedLine[] {
  if (future === undefined || places.length === 0) return [];
  const x = `${future}-01`;
  const where = { xref: "x", yref: "paper" } as const;
  const months = places.filter((month) => String(month) >= future).length;
  // On the side with more room.
  const side = months >= places.length / 4 ? "left" : "right";
  return [
    {
      shape: { ...LINE, ...where, x0: x, x1: x, y0: 0, y1: 1 },
      annotation: {
        ...where,
        x,
        y: 1,
        text: "expected →",
        showarrow: false,
        xanchor: side,
        yanchor: "top",
        xshift: side === "left" ? 4 : -4,
      },
    },
  ];
}
