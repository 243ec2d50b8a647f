import type { Data, ScatterData } from "plotly.js-dist";
import { labelOf, referenceName } from "./legend";
import type { Datum, SharedMark } from "./marks/mark";
import { isReference, placesOfValues, type Scene } from "./scene";
import { escaped, shownName } from "./shown-name";

interface HoverText {
  readonly hovertemplate?: string | string[];
  readonly hoverinfo?: "skip" | ("skip" | "all")[];
  readonly customdata?: number[][];
}

/** The values of a series, each with the expected value at its place. */
export function valueHover(
  scene: Scene,
  mark: SharedMark,
  series: string,
  data: readonly Datum[],
): HoverText {
  const references = scene.marks.filter(isReference).map((one) => ({
    one,
    at: new Map(one.data.filter((datum) => datum.series === series).map((datum) => [datum.x, datum])),
  }));
  const { format, expectedFormat } = scene.unit;
  const texts = data.map(({ x, source, value: shown }) => {
    const numbers: number[] = [];
    // With the axis's minus sign, since a format writes a hyphen.
    const put = (number: number, digits: string) =>
      `${number < 0 ? "−" : ""}%{customdata[${numbers.push(Math.abs(number)) - 1}]:${digits}}`;
    const more = references.map(({ one, at }) => {
      const { value, low, high, source } = at.get(x) ?? {};
      if (value === undefined || value === null) return "";
      const ends = low !== undefined && high !== undefined && `${put(low, format)} to ${put(high, format)}`;
      if (one.kind === "lines")
        return `, ${escaped(lowered(referenceName(one)))} ${put(value, expectedFormat)}`;
      if (source === "estimate" && ends) return ` (${ends})`;
      return ` (expected ${ends || put(value, expectedFormat)})`;
    });
    const what = `${labelOf(mark, series)}${source === "prediction" ? " expected" : ""}`;
    const number = shown !== null && shown < 0 ? put(shown, format) : `%{y:${format}}`;
    return { numbers, template: `${what} <b>${number}</b>${more.join("")}<extra></extra>` };
  });
  // Not at the end of the last step, nor at the point that joins the past to the future.
  const own = new Set(mark.data.map(({ x }) => x));
  return {
    ...onlyAt(
      data.map(({ x }) => own.has(x)),
      texts.map(({ template }) => template),
    ),
    ...(texts.some(({ numbers }) => numbers.length > 0)
      ? { customdata: texts.map(({ numbers }) => numbers) }
      : {}),
  };
}

/** The text of a reference, at places without a value of its series: the text of a value contains it. */
export function referenceHover(
  scene: Scene,
  mark: SharedMark,
  series: string,
  data: readonly Datum[],
): HoverText {
  const covered = placesOfValues(scene, series);
  const { format, expectedFormat } = scene.unit;
  const ends = `%{customdata[0]:${format}} to %{customdata[1]:${format}}`;
  const texts = data.map(({ low, source }) => {
    const what = [
      ...(series === "" ? [] : [shownName(series)]),
      source === "prediction" ? "expected" : escaped(lowered(referenceName(mark))),
    ];
    const interval = low === undefined ? "" : series === "" ? `<br>${ends}` : ` (${ends})`;
    return `${what.join(" ")} <b>%{y:${expectedFormat}}</b>${interval}<extra></extra>`;
  });
  const own = new Set(mark.data.map(({ x }) => x));
  const shown = data.map(({ x }) => own.has(x) && !covered.has(x));
  if (!shown.includes(true)) return { hoverinfo: "skip" };
  return {
    ...onlyAt(shown, texts),
    ...(data.some(({ low }) => low !== undefined)
      ? { customdata: data.map(({ low = 0, high = 0 }) => [low, high]) }
      : {}),
  };
}

function onlyAt(shown: readonly boolean[], texts: readonly string[]): HoverText {
  if (!shown.includes(false)) return { hovertemplate: oneOrAll([...texts]) };
  return { hovertemplate: [...texts], hoverinfo: shown.map((one) => (one ? "all" : "skip")) };
}

/**
 * A trace with its hover text. If only some points have one, an invisible trace of these carries it: a point without a
 * text hides the hover box of all traces.
 */
export function hoverable(
  trace: Partial<ScatterData>,
  data: readonly Datum[],
  { hoverinfo, hovertemplate = "", customdata }: HoverText,
): Data[] {
  if (!Array.isArray(hoverinfo))
    return [
      {
        ...trace,
        ...(hoverinfo ? { hoverinfo } : { hovertemplate }),
        ...(customdata ? { customdata } : {}),
      },
    ];
  const shown = <Value>(values: readonly Value[]) => values.filter((_, index) => hoverinfo[index] === "all");
  const { legendgroup, offsetgroup, line } = trace;
  return [
    { ...trace, hoverinfo: "skip" },
    {
      type: "scatter",
      mode: "markers",
      showlegend: false,
      ...(legendgroup === undefined ? {} : { legendgroup }),
      ...(offsetgroup === undefined ? {} : { offsetgroup }),
      x: shown(data).map((datum) => datum.x),
      y: shown(data).map((datum) => datum.value),
      ...(customdata ? { customdata: shown(customdata) } : {}),
      hovertemplate: Array.isArray(hovertemplate) ? oneOrAll(shown(hovertemplate)) : hovertemplate,
      marker: { opacity: 0, ...(line?.color ? { color: line.color } : {}) },
    },
  ];
}

/** A list whose texts are all the same, as one. */
function oneOrAll(texts: string[]): string | string[] {
  const [first = ""] = texts;
  return texts.every((text) => text === first) ? first : texts;
}

function lowered(name: string): string {
  return name.replace(/^Expected\b/, "expected");
}
