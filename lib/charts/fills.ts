import { assignedColor, INK, palette, paletteColor, type SizeFill, sizeFill } from "./colors";
import type { SharedMark } from "./marks/mark";
import { isReference, isThin, type Scene, seriesOf } from "./scene";

/** The color, pattern and dash of a series; those of a mark without series differ from all of them. */
export function fillOf({ marks }: Scene, mark: SharedMark, series: string): SizeFill {
  const names = [...new Set(marks.flatMap(seriesOf))].filter((name) => name !== "");
  const color = assigned(marks, mark, series);
  if (color !== undefined) return { color, pattern: "", dash: "solid" };
  if (series !== "") return sizeFill(series, names);
  if (isThin(mark) || isReference(mark)) return { color: INK, pattern: "", dash: "solid" };
  const plain = marks.filter(
    (one) =>
      !isReference(one) &&
      !isThin(one) &&
      seriesOf(one).includes("") &&
      assigned(marks, one, "") === undefined,
  );
  const taken = new Set(marks.flatMap((one) => seriesOf(one).map((name) => assigned(marks, one, name))));
  // The first two colors are those of the default sizes.
  const others = palette.map((_, place) => paletteColor(2 + names.length + place));
  const free = others.filter((other) => !taken.has(other));
  return { color: free[plain.indexOf(mark) % free.length] ?? INK, pattern: "", dash: "solid" };
}

/** The color that the mark, or any mark of the chart, assigns to a series by its name. */
function assigned(marks: readonly SharedMark[], mark: SharedMark, series: string): string | undefined {
  const fills = marks.map(({ style: { fill } }) => (typeof fill === "object" ? fill : undefined));
  const colors = [mark.style.fill, ...fills].map((fill) => assignedColor(fill, series));
  return colors.find((color) => color !== undefined);
}
