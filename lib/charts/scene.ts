import type { Bars, Datum, Intervals, Pool, SharedMark } from "./marks/mark";
import { monthOf, monthsOfPeriods, periodStep } from "./months";
import { escaped } from "./shown-name";
import { type Unit, type UnitName, unitOf } from "./units";

/** What lies on the x axis. */
export type XKind = "months" | "dates" | "numbers" | "names";

/** What depends on all marks of a chart. */
export interface Scene {
  readonly marks: readonly SharedMark[];
  readonly xKind: XKind;
  /** Every place on the x axis, in the order of the rows. */
  readonly places: readonly (string | number)[];
  readonly unit: Unit;
  /** How bars are drawn: if there are too many, as areas or lines. */
  readonly shape: "bar" | "line" | "area";
  readonly stacked: boolean;
  /** Whether bars have several colors but each place has one, so that a bar takes all of its place. */
  readonly apart: boolean;
  /** Whether the bars or whiskers of a place stand side by side. */
  readonly sideBySide: boolean;
  /** How many months a bar stands for. */
  readonly step: number;
  /** The first place of the future. */
  readonly future: string | undefined;
  /** The lowest and the highest value that are drawn, 0, whiskers, stacks and levels included. */
  readonly lowest: number;
  readonly highest: number;
}

/** More bars side by side cannot be told apart. */
const MANY_BARS = 36;
/** With more stacked bars, each is too narrow for the marks on it. */
const MANY_STACKS = 24;

/** Decides what depends on all marks of a chart. */
export function sceneOf(
  given: readonly SharedMark[],
  options: {
    readonly unit: UnitName;
    readonly months: number | undefined;
    readonly future: string | undefined;
    readonly levels: readonly number[];
  },
): Scene {
  const found = given.flatMap(({ data }) => data.map(({ x }) => x));
  const xKind = kindOf(found);
  // `2025-01` and `2025-01-01` are one place.
  const shown = [...new Set(xKind === "months" ? found.map((x) => monthOf(x) ?? x) : found)];
  const { future, levels, months: period = 1 } = options;
  const places = xKind === "months" && period > 1 ? monthsOfPeriods(shown.map(String), period) : shown;
  const drawn = given.map((mark) => {
    const data = mark.data.map((datum) => ({ ...datum, x: placeOf(datum.x, xKind) }));
    return { ...mark, data: mark.kind === "bars" ? summed(data) : data };
  });
  const stacked = drawn.some((mark) => mark.kind === "bars" && mark.style.stack);
  const pools = drawn.map((mark) => (mark.kind === "bars" ? mark.style.pool : undefined));
  const pool = pools.find((one) => one !== undefined);
  const isPooled = xKind === "months" && pool !== undefined && tooManyBars(drawn, xKind, stacked);
  const step = isPooled ? periodStep(places.length) : xKind === "months" ? period : 1;
  const months = [...places].map(String).sort();
  const marks = isPooled
    ? drawn.map((mark, index) => ({ ...mark, data: pooled(mark.data, months, step, pools[index] ?? pool) }))
    : drawn;
  // Areas cannot be stacked on both sides of the axis.
  const areBars = !tooManyBars(marks, xKind, stacked) || (stacked && marks.some(isBelowZero));
  const shape = areBars ? "bar" : stacked ? "area" : "line";
  const unit = unitOf(options.unit, marks);
  const apart = isApart(marks);
  const scene = { marks, xKind, places, unit, shape, stacked, apart, step, future } as const;
  return { ...scene, sideBySide: isSideBySide(scene), ...extent(marks, stacked, levels) };
}

export function kindOf(places: readonly (string | number)[]): XKind {
  if (places.every((place) => typeof place === "number")) return "numbers";
  if (places.every((place) => monthOf(place) !== undefined)) return "months";
  return places.map(String).every((text) => /^\d{4}-\d\d-\d\d([T ]|$)/.test(text)) ? "dates" : "names";
}

/** A place as Plotly expects it, which would interpret tags in a name. */
function placeOf(x: string | number, xKind: XKind): string | number {
  if (xKind === "months") return monthOf(x) ?? x;
  return xKind === "names" ? escaped(String(x)) : x;
}

function tooManyBars(marks: readonly SharedMark[], xKind: XKind, stacked: boolean): boolean {
  const bars = marks.flatMap((mark) => (mark.kind === "bars" ? mark.data : []));
  // Names have nothing in between, so no line connects them.
  if (xKind === "names") return false;
  return stacked ? new Set(bars.map(({ x }) => x)).size > MANY_STACKS : bars.length > MANY_BARS;
}

function isBelowZero({ kind, data }: SharedMark): boolean {
  return kind === "bars" && data.some(({ value }) => value !== null && value < 0);
}

/** One datum per place and series: the sum of the rows that share both. */
export function summed(data: readonly Datum[]): Datum[] {
  const places = new Map<string, Datum>();
  for (const datum of data) {
    const key = JSON.stringify([datum.x, datum.series]);
    const before = places.get(key);
    const value = before ? (before.value ?? 0) + (datum.value ?? 0) : datum.value;
    places.set(key, { ...datum, value });
  }
  return [...places.values()];
}

/**
 * The data with one value for every `step` months and series, under the first of these months. Expected values add up,
 * their intervals do not, so sums have none.
 */
function pooled(
  data: readonly Datum[],
  months: readonly string[],
  step: number,
  pool: Pool | undefined,
): Datum[] {
  const periods = new Map<string, Datum>();
  for (const { x, low, high, ...datum } of data) {
    const period = months[step * Math.floor(months.indexOf(String(x)) / step)] ?? x;
    const key = JSON.stringify([period, datum.series, datum.line]);
    const before = periods.get(key);
    const value = pool === "sum" ? (before?.value ?? 0) + (datum.value ?? 0) : datum.value;
    periods.set(key, { ...datum, x: period, value });
  }
  return [...periods.values()];
}

function isApart(marks: readonly SharedMark[]): boolean {
  const bars = marks.filter(({ kind }) => kind === "bars");
  const places = bars.flatMap(({ data }) => data.map(({ x }) => x));
  return bars.flatMap(seriesOf).length > 1 && new Set(places).size === places.length;
}

function isSideBySide(scene: Pick<Scene, "marks" | "shape" | "stacked" | "apart">): boolean {
  const { marks, shape, stacked, apart } = scene;
  const whiskers = marks.filter((mark) => mark.kind === "intervals" && !isBand(scene, mark));
  if (marks.some(({ kind }) => kind === "bars"))
    return whiskers.length > 0 && !stacked && !apart && shape === "bar";
  // Whiskers for all series together need no room side by side.
  return whiskers.some(({ data }) => data.some(({ series }) => series !== ""));
}

function extent(
  marks: readonly SharedMark[],
  stacked: boolean,
  levels: readonly number[],
): Pick<Scene, "lowest" | "highest"> {
  const [tops, bottoms] = [new Map<string | number, number>(), new Map<string | number, number>()];
  let [lowest, highest] = [Math.min(0, ...levels), Math.max(0, ...levels)];
  for (const { kind, data } of marks)
    for (const { x, value, ...ends } of data) {
      // Only intervals are drawn to their ends: the others draw the value of a prediction or an estimate.
      const low = kind === "intervals" ? ends.low : undefined;
      const high = kind === "intervals" ? ends.high : undefined;
      if (kind === "bars" && stacked) {
        // Values below 0 are stacked below the axis.
        const side = (value ?? 0) > 0 ? tops : bottoms;
        const end = (side.get(x) ?? 0) + (value ?? 0);
        side.set(x, end);
        [highest, lowest] = [Math.max(highest, end), Math.min(lowest, end)];
        continue;
      }
      highest = Math.max(highest, high ?? value ?? 0);
      lowest = Math.min(lowest, low ?? value ?? 0);
    }
  return { lowest, highest };
}

/** The names of the series of a mark, in the order of its rows. */
export function seriesOf({ data }: SharedMark): string[] {
  return [...new Set(data.map(({ series }) => series))];
}

/** The width of the last step, as a share of the distance between numbers, so that it is visible. */
const LAST_STEP = 0.5;

/** The rows of a series of a mark. */
export function dataOf(mark: SharedMark, series: string): Datum[] {
  const data = mark.data.filter((datum) => datum.series === series);
  const last = data.at(-1);
  return isStep(mark) && typeof last?.x === "number" ? [...data, { ...last, x: last.x + LAST_STEP }] : data;
}

/** Whether a mark accompanies the values of another: whiskers, bands, and the dotted lines of expected values. */
export function isReference(mark: SharedMark): boolean {
  return mark.kind === "intervals" || (mark.kind === "lines" && mark.style.dash === "dot");
}

/** Whether the values of a mark are steps. */
export function isStep(mark: SharedMark): boolean {
  return (mark.kind === "lines" || mark.kind === "intervals") && mark.style.step === true;
}

/** Whether the mark draws many lines in one color. */
export function isThin(mark: SharedMark): boolean {
  return mark.kind === "lines" && mark.style.series !== undefined;
}

/** The places at which another mark has values of the series. */
export function placesOfValues({ marks }: Scene, series: string): Set<string | number> {
  const values = marks.filter((mark) => !isReference(mark) && !isThin(mark));
  return new Set(
    values.flatMap(({ data }) => data.filter((datum) => datum.series === series).map(({ x }) => x)),
  );
}

/** Whether intervals are drawn as a band. */
export function isBand(
  { marks, shape }: Pick<Scene, "marks" | "shape">,
  { style, data }: Intervals,
): boolean {
  const onBars = marks.some(({ kind }) => kind === "bars");
  return style.band ?? (style.step || (onBars ? shape !== "bar" : data.length > MANY_BARS));
}

/** Whether intervals are drawn in ink: those without a series, and those on bars or areas in the series' colors. */
export function isInked(scene: Scene, series: string): boolean {
  return series === "" || isOnBars(scene);
}

/** Whether marks lie on bars, or on the areas in their place. */
export function isOnBars({ marks, shape }: Scene): boolean {
  return shape !== "line" && marks.some(({ kind }) => kind === "bars");
}

/** The series' data; if it begins in the future, preceded by the last value of the past, so that both meet. */
export function joined(scene: Scene, mark: Bars | Intervals, data: readonly Datum[]): Datum[] {
  const { future, marks } = scene;
  const [first] = data;
  if (future === undefined || !first || String(first.x) < future) return [...data];
  const values = marks.filter((one) => one !== mark && !isReference(one));
  // Without a series, it is not known which of several lines is the past.
  if (first.series === "" && values.length > 1) return [...data];
  const known = values.flatMap((one) =>
    one.data.filter(({ series, x }) => series === first.series && String(x) < future),
  );
  return [
    ...known
      .slice(-1)
      .flatMap((last) => (last.value === null ? [] : [{ ...last, low: last.value, high: last.value }])),
    ...data,
  ];
}
