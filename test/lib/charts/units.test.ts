import { expect, test } from "vitest";
import { counts, dollars, shares } from "../../../lib/charts/units";

test("a few things are counted one by one", () => {
  expect([0, 4.9, 5].map(counts.axis)).toEqual([{ dtick: 1 }, { dtick: 1 }, {}]);
});

test("dollars have cents where one amount has some, on the axis and under the mouse", () => {
  expect([dollars([]), dollars([837, 19]), dollars([837, 19.5])].map(({ format }) => format)).toEqual([
    "$,.0f",
    "$,.0f",
    "$,.2f",
  ]);
  expect(dollars([0.05]).axis(0.15)).toEqual({
    tickprefix: "$",
    tickformatstops: [{ dtickrange: [null, 0.99], value: ",.2f" }],
  });
});

test("shares are in percent with as many decimals as the axis needs", () => {
  expect(shares.axis(1)).toEqual({ tickformat: ".3~%" });
});
