import { expect, test } from "vitest";
import { sizeFill } from "../../../lib/figures/size-color";

test("a size has its colour by the order of the names, in whatever order the sizes come", () => {
  for (const sizes of [
    ["large", "medium", "small"],
    ["small", "large", "medium"],
  ]) {
    expect(sizeFill("large", sizes)).toEqual({ color: "#0072b2", pattern: "" });
    expect(sizeFill("medium", sizes)).toEqual({ color: "#e69f00", pattern: "" });
    expect(sizeFill("small", sizes)).toEqual({ color: "#009e73", pattern: "" });
  }
});

test("the sizes given stay in their order", () => {
  const sizes = ["small", "large"];
  sizeFill("small", sizes);
  expect(sizes).toEqual(["small", "large"]);
});

test("28 sizes differ by colour or hatching, and the next has the fill of the first", () => {
  const sizes = Array.from({ length: 29 }, (_, index) => String(index).padStart(2, "0"));
  const fills = sizes.map((size) => sizeFill(size, sizes));

  expect(new Set(fills.map(({ color, pattern }) => color + pattern)).size).toBe(28);
  expect([0, 6, 7, 14, 21, 28].map((index) => fills[index])).toEqual([
    { color: "#0072b2", pattern: "" },
    { color: "#767676", pattern: "" },
    { color: "#0072b2", pattern: "/" },
    { color: "#0072b2", pattern: "." },
    { color: "#0072b2", pattern: "x" },
    { color: "#0072b2", pattern: "" },
  ]);
});

test("a size that the dataset does not have is filled like the first", () => {
  expect(sizeFill("huge", ["large", "small"])).toEqual({ color: "#0072b2", pattern: "" });
});
