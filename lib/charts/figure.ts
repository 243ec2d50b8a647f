import type { Config, Data, Layout } from "plotly.js-dist";
import { palette, sizeFill } from "./colors";
import { inMonths, monthAxis, monthsShown } from "./months";
import { chartTemplate, plainConfig } from "./template";

/** A Plotly figure with its description. */
export interface Figure {
  readonly data: readonly Data[];
  readonly layout: Partial<Layout>;
  readonly config: Partial<Config>;
  /** The figure in one or two sentences, for those who cannot see it and for front ends that draw no charts. */
  readonly description: string;
  /** The sentence to show instead of a figure whose values are all unknown. */
  readonly unknown?: string;
}

/** A figure in Plotly's form: traces, and settings that differ from other charts. */
export interface PlainFigure {
  readonly data: readonly Data[];
  readonly layout?: Partial<Layout>;
  readonly config?: Partial<Config>;
  readonly description?: string;
  readonly unknown?: string;
}

/** The height of a chart in pixels. */
const HEIGHT = 400;

/**
 * The figure with the look that all charts share, see `displayFigure`. Its own settings take precedence, so a complete figure is
 * returned unchanged.
 */
export function completeFigure(figure: PlainFigure): Figure {
  const { data, layout = {}, config, description = describe(figure) } = figure;
  const { height = HEIGHT } = layout;
  const title = wrappedTitle(layout.title ?? {});
  const months = monthsShown(data);
  // Far enough below the title even if the chart is printed at four fifths of its height.
  const top = 1.25 * titleBottom(title);
  const ofMonths = months.length > 0;
  const axis = isEmpty(data) ? { visible: false } : {};
  return {
    data: ofMonths ? inMonths(data, months) : data,
    layout: {
      template: chartTemplate,
      colorway: [...colorsByName(data), ...palette],
      ...(ofMonths ? { hovermode: "x unified" } : {}),
      ...(isEmpty(data) ? { annotations: [noData("No data")] } : {}),
      legend: {
        orientation: "h",
        xref: "container",
        x: 0,
        yref: "container",
        yanchor: "top",
        y: Math.max(0, 1 - top / height),
      },
      ...layout,
      height,
      title,
      margin: { t: top + 6, ...layout.margin },
      xaxis: { ...axis, ...(ofMonths ? monthAxis(months) : {}), ...layout.xaxis },
      yaxis: { ...axis, ...layout.yaxis },
    },
    config: { ...plainConfig, ...config },
    description,
  };
}

/** A note in the middle of a chart without data. */
export function noData(text: string) {
  return { text, showarrow: false, xref: "paper", yref: "paper", x: 0.5, y: 0.5 } as const;
}

function isEmpty(data: readonly Data[]): boolean {
  return data.every((trace) => {
    const lists = Object.entries(trace).filter(([name]) => ["x", "y", "values"].includes(name));
    return lists.some(([, list]) => Array.isArray(list) && list.length === 0);
  });
}

/** One color per trace, in order, for traces that set none. */
function colorsByName(data: readonly Data[]): string[] {
  const names = data.map(({ name }, index) => name ?? `trace ${index}`);
  return names.map((name) => sizeFill(name, names).color);
}

type Title = NonNullable<Layout["title"]>;

/** Characters per line in the narrowest chart. */
const TITLE_COLUMNS = 40;
const SUBTITLE_COLUMNS = 58;

function wrappedTitle(title: Title): Title {
  const { text, subtitle } = title;
  return {
    // Plotly lifts a title of more than one line.
    pad: { t: lines(wrapped(text ?? "", TITLE_COLUMNS)) > 1 ? 24 : 10 },
    ...title,
    ...(text ? { text: wrapped(text, TITLE_COLUMNS) } : {}),
    ...(subtitle?.text ? { subtitle: { ...subtitle, text: wrapped(subtitle.text, SUBTITLE_COLUMNS) } } : {}),
  };
}

/** Breaks a text into lines of at most `columns` characters; a text with tags is returned unchanged. */
function wrapped(text: string, columns: number): string {
  if (text.includes("<")) return text;
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= columns)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join("<br>");
}

function lines(text = ""): number {
  return text === "" ? 0 : text.split(/<br\s*\/?>/).length;
}

/** The lower end of title and subtitle in pixels, measured as Plotly draws them. */
function titleBottom({ text, subtitle }: Title): number {
  const below = lines(subtitle?.text);
  return 3 + 24 * lines(text) + (below > 0 ? 25 + 8 * below : 0);
}

function describe({ data, layout = {} }: PlainFigure): string {
  const { text = "Chart", subtitle } = layout.title ?? {};
  const names = data.map(({ name }) => name).filter((name) => name !== undefined);
  return [
    `${[text, subtitle?.text].filter(Boolean).join(": ")}.`,
    ...(names.length > 0 ? [`It shows ${names.join(", ")}.`] : []),
  ].join(" ");
}
