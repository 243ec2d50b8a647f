import { expect, test } from "vitest";
import {
  assignedColor,
  palette,
  paletteColor,
  sizeFill,
  textColor,
  textOn,
} from "../../../lib/charts/colors";

test("the sizes of the default startup keep their colors besides another, in any order of the sizes", () => {
  for (const sizes of [
    ["large", "medium", "small"],
    ["small", "large", "medium"],
  ]) {
    expect(sizeFill("large", sizes)).toEqual({ color: "#0072b2", pattern: "", dash: "solid" });
    expect(sizeFill("medium", sizes)).toEqual({ color: "#009e73", pattern: "", dash: "solid" });
    expect(sizeFill("small", sizes)).toEqual({ color: "#e69f00", pattern: "", dash: "solid" });
  }
});

test("the sizes given stay in their order", () => {
  const sizes = ["small", "large"];
  sizeFill("small", sizes);
  expect(sizes).toEqual(["small", "large"]);
});

test("28 sizes differ by color or hatching, and the next has the fill of the first", () => {
  const sizes = Array.from({ length: 29 }, (_, index) => String(index).padStart(2, "0"));
  const fills = sizes.map((size) => sizeFill(size, sizes));

  expect(new Set(fills.map(({ color, pattern }) => color + pattern)).size).toBe(28);
  expect([0, 4, 5, 12, 19, 26, 28].map((index) => fills[index])).toEqual([
    { color: "#009e73", pattern: "", dash: "solid" },
    { color: "#767676", pattern: "", dash: "solid" },
    { color: "#0072b2", pattern: "/", dash: "dashdot" },
    { color: "#0072b2", pattern: ".", dash: "longdash" },
    { color: "#0072b2", pattern: "x", dash: "longdashdot" },
    { color: "#0072b2", pattern: "", dash: "solid" },
    { color: "#009e73", pattern: "", dash: "solid" },
  ]);
});

test("a size that the dataset does not have is filled like the first", () => {
  expect(sizeFill("huge", ["large", "small"])).toEqual({ color: "#0072b2", pattern: "", dash: "solid" });
});

test("the palette has seven colors, which repeat", () => {
  const places = Array.from({ length: 8 }, (_, place) => paletteColor(place));
  expect(new Set(places).size).toBe(7);
  expect(places[7]).toBe(places[0]);
});

test("a fill is one color for all series, or one for each that it names", () => {
  expect(assignedColor("green", "any")).toBe("#009e73");
  expect(assignedColor({ new: "sky" }, "new")).toBe("#56b4e9");
  expect(assignedColor({ new: "sky" }, "toString")).toBeUndefined();
  expect(assignedColor(undefined, "new")).toBeUndefined();
});

test("text is black on the lighter shades of a heatmap and white on the darker ones", () => {
  const colors = Array.from({ length: 101 }, (_, percent) => textOn(percent / 100));
  // The shade there has a luminance of 0.179, on which black and white have the same contrast.
  expect([colors.lastIndexOf("#000000"), colors.indexOf("#ffffff")]).toEqual([54, 55]);
});

test("a text about a mark has a contrast of 4.5 or more on white", () => {
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((from) => Number.parseInt(color.slice(from, from + 2), 16) / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  for (const color of palette)
    expect(1.05 / (luminance(textColor(color)) + 0.05), color).toBeGreaterThanOrEqual(4.5);
});
