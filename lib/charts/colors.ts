import { defaultRules } from "../dataset/rules";

/**
 * Seven colors that people with any kind of color blindness can tell apart, on white and on black.
 * Source: M. Okabe and K. Ito, "Color Universal Design", 2008; the gray of this project's text replaces black and yellow, which do
 * not stand out on both.
 */
export const palette = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#767676"] as const;

/** The gray of texts and axes, with a contrast of 4.2 or more on JupyterLab's white and on its black. */
export const INK = palette[6];

/** The same hues for texts, which need more contrast: 4.5 or more on white (WCAG 2.2, 1.4.3), and 3.5 or more on black. */
const textShades: Readonly<Record<string, string>> = {
  [palette[1]]: "#9e6c00",
  [palette[2]]: "#008661",
  [palette[3]]: "#a46086",
  [palette[4]]: "#c35500",
  [palette[5]]: "#397da2",
};

/** The color of a text about a mark. */
export function textColor(markColor: string): string {
  return textShades[markColor] ?? markColor;
}

/** The colors of the palette by name, for series with a meaning: `green` for gained, `vermilion` for churned. */
const namedColors = {
  blue: palette[0],
  orange: palette[1],
  green: palette[2],
  pink: palette[3],
  vermilion: palette[4],
  sky: palette[5],
  gray: INK,
} as const;

type ColorName = keyof typeof namedColors;

/** A color for a mark, or one for each of some of its series. */
export type Fill = ColorName | Readonly<Record<string, ColorName>>;

const patterns = ["", "/", ".", "x"] as const;
const dashes = ["solid", "dashdot", "longdash", "longdashdot"] as const;

/** How the bars and lines of one company size are drawn. */
export interface SizeFill {
  readonly color: string;
  /** A hatching, for the eighth size and later. */
  readonly pattern: (typeof patterns)[number];
  /** Dotted and dashed lines are expected values. */
  readonly dash: (typeof dashes)[number];
}

/** The sizes of the default startup, which keep their colors whatever other sizes there are. */
const familiar = defaultRules.sizes.map(({ size }) => size).sort();

/** The fill of a size, given all sizes of the dataset: the same in every chart. */
export function sizeFill(size: string, sizes: readonly string[]): SizeFill {
  const others = sizes.filter((name) => !familiar.includes(name)).sort();
  const index = Math.max(0, [...familiar, ...others].indexOf(size));
  const round = Math.floor(index / palette.length) % patterns.length;
  return { color: paletteColor(index), pattern: patterns[round] ?? "", dash: dashes[round] ?? "solid" };
}

/** The Plotly group of a size's traces; the prefix avoids a clash of a size named `__proto__` with JavaScript's own. */
export function sizeGroup(size: string): string {
  return `size ${size}`;
}

/** A color of the palette by index from 0, starting over after the last. */
export function paletteColor(place: number): string {
  return palette[place % palette.length] ?? palette[0];
}

/** The color that a fill has for a series, if any. */
export function assignedColor(fill: Fill | undefined, series: string): string | undefined {
  const name = typeof fill === "object" ? fill[series] : fill;
  return name && namedColors[name];
}

/** Shades of the palette's blue, from the lowest value to the highest; visible on white and on black. */
export const shades = [
  [0, "#c0def0"],
  [0.6, "#0072b2"],
  [1, "#004a75"],
] as const;

/** Black or white, whichever has the higher contrast on a shade: 4.5 or more (WCAG 2.2, 1.4.3). */
export function textOn(position: number): "#000000" | "#ffffff" {
  return luminance(shadeAt(position)) > 0.179 ? "#000000" : "#ffffff";
}

/** The shade at a position from 0 to 1, for a cell. */
export function shadeOf(position: number): string {
  const hex = shadeAt(position).map((value) => Math.round(value).toString(16).padStart(2, "0"));
  return `#${hex.join("")}`;
}

/** Red, green and blue from 0 to 255 of the shade at a position from 0 to 1, as Plotly interpolates it. */
function shadeAt(position: number): number[] {
  const upper = Math.max(
    1,
    shades.findIndex(([at]) => at >= position),
  );
  const [[from, low], [to, high]] = [shades[upper - 1] ?? shades[0], shades[upper] ?? shades[2]];
  const share = (position - from) / (to - from);
  const [a, b] = [channels(low), channels(high)];
  return a.map((value, index) => value + share * ((b[index] ?? value) - value));
}

/** The relative luminance of WCAG 2.2, from 0, black, to 1, white. */
function luminance(color: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = color.map((value) =>
    value <= 0.04045 * 255 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(color: string): number[] {
  return [1, 3, 5].map((from) => Number.parseInt(color.slice(from, from + 2), 16));
}

/** The color with an opacity from 0 to 1. */
export function translucent(color: string, opacity: number): string {
  const [red, green, blue] = channels(color);
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}
