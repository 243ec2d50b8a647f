import { defaultRules } from "../rules/rules";

/**
 * Seven colours that people with any kind of colour blindness can tell apart, on white and on black.
 * Source: M. Okabe and K. Ito, "Color Universal Design", 2008; without its black and yellow, which do not
 * stand out on both, and with the grey of this project's text in their place.
 */
const palette = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#767676"] as const;
const patterns = ["", "/", ".", "x"] as const;

/** How the bars of one company size are filled. */
export interface SizeFill {
  readonly color: string;
  /** A hatching, for the eighth size and later. */
  readonly pattern: (typeof patterns)[number];
}

/** The sizes of the default startup, which keep their colours whatever other sizes there are. */
const familiar = defaultRules.sizes.map(({ size }) => size).sort();

/** The fill of a size, given all sizes of the dataset: the same in every chart. */
export function sizeFill(size: string, sizes: readonly string[]): SizeFill {
  const others = sizes.filter((name) => !familiar.includes(name)).sort();
  const index = Math.max(0, [...familiar, ...others].indexOf(size));
  return {
    color: paletteColor(index),
    pattern: patterns[Math.floor(index / palette.length) % patterns.length] ?? "",
  };
}

/** A colour of the palette by its place, from 0; after the last comes the first again. */
export function paletteColor(place: number): string {
  return palette[place % palette.length] ?? palette[0];
}
