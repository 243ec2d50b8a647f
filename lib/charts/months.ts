import type { Data, Layout } from "plotly.js-dist";
import { isMonth, monthLabels, monthsBetween } from "../dataset/month";

/** The x axis of a layout. */
type XAxis = NonNullable<Layout["xaxis"]>;

/** How many months, with their names, fit side by side in the narrowest chart. */
const LABELS = 12;
/** If not every month has a label, two years may be close together, which takes more room. */
const LABELS_OF_MANY = 10;
const STEPS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200] as const;

/**
 * The axis of months: from the first day of the first month to the last day of the last, each label in the middle of
 * its month, with the year below the first label of each year. The first month always has a label; if there are many,
 * every second month has one, every third and so on.
 *
 * @param months `2025-01`, in their order, at least one
 */
export function monthAxis(months: readonly string[]): XAxis {
  const [first = "", last = first] = [months[0], months.at(-1)];
  const count = monthsBetween(first, last);
  return {
    type: "date",
    tickformat: "%b\n%Y",
    hoverformat: "%B %Y",
    ticklabelmode: "period",
    tickangle: 0,
    tickfont: { size: 11 },
    tick0: `${first}-01`,
    dtick: `M${labelStep(count)}`,
    range: [`${first}-01`, `${monthAfter(last)}-01`],
  };
}

/** The number of months from one label to the next. */
export function labelStep(months: number): number {
  return months <= LABELS ? 1 : stepFor(months, LABELS_OF_MANY);
}

/** How many months to combine, so that at most 12 values are left. */
export function periodStep(months: number): number {
  return stepFor(months, LABELS);
}

/** A step of whole quarters or years, if there are many months. */
function stepFor(months: number, places: number): number {
  return STEPS.find((step) => months / step <= places) ?? 1200;
}

/** All months of the periods that begin with these, from the first to the last. */
export function monthsOfPeriods(starts: readonly string[], step: number): string[] {
  const months = [...starts].sort();
  const [first, last] = [months[0], months.at(-1)];
  return first && last ? monthLabels(first, monthsBetween(first, last) + step - 1) : [];
}

function monthAfter(month: string): string {
  return monthLabels(month, 2)[1] ?? month;
}

/** The months on the x axis of the traces, each once, in their order; empty if anything else is on it. */
export function monthsShown(data: readonly Data[]): string[] {
  const places: unknown[] = data.flatMap((trace) =>
    "x" in trace && Array.isArray(trace.x) ? trace.x.flat() : [],
  );
  const months = places.filter((place) => place !== null).map(monthOf);
  return months.every((month) => month !== undefined) ? [...new Set(months)].sort() : [];
}

/** The month of `2025-01` or of `2025-01-01`. */
export function monthOf(place: unknown): string | undefined {
  const month = typeof place === "string" ? place.replace(/^(\d{4}-\d\d)-01$/, "$1") : "";
  return isMonth(month) ? month : undefined;
}

/**
 * The traces with every value in the middle of its month.
 *
 * @param months the months of all traces
 */
export function inMonths(data: readonly Data[], months: readonly string[]): Data[] {
  const [only, second] = months;
  return data.map((trace) => ({
    xperiod: "M1",
    xperiodalignment: "middle",
    ...(only && !second ? withNextMonth(trace, monthAfter(only)) : trace),
  }));
}

/**
 * Plotly derives the width of bars and of groups of points from the distance between months. A single month gets a
 * second one, outside the chart; points need a value there.
 */
function withNextMonth(trace: Data, next: string): Data {
  if (!("x" in trace && Array.isArray(trace.x) && "y" in trace && Array.isArray(trace.y))) return trace;
  const [x, y] = [trace.x.flat(), trace.y.flat()];
  const placed = trace.type === "bar" || "offsetgroup" in trace;
  return placed
    ? { ...trace, x: [...x, next], y: [...y, trace.type === "bar" ? null : (y[0] ?? null)] }
    : trace;
}

/** `month`, or `3 months`. */
export function periodInWords(step: number): string {
  return step === 1 ? "month" : `${step} months`;
}

/** The axis of values that each stand for several months. */
export function periodAxis(months: readonly string[], step: number): XAxis {
  if (step === 1) return {};
  const [first = "", last = first] = [months[0], months.at(-1)];
  // The last period has room for its bars, even if it is not over.
  const whole = monthLabels(first, step * Math.ceil(monthsBetween(first, last) / step));
  return { ...monthAxis(whole), unifiedhovertitle: { text: `${periodInWords(step)} from %{x|%B %Y}` } };
}

/** The traces with every value in the middle of its period; the first period begins with the first month. */
export function placedInPeriods(data: readonly Data[], step: number): Data[] {
  const period = { xperiod: `M${step}`, xperiod0: monthsShown(data)[0], xperiodalignment: "middle" } as const;
  return step === 1 ? [...data] : data.map((trace) => ({ ...trace, ...period }));
}
