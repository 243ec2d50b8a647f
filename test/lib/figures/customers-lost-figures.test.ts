import { expect, test } from "vitest";
import { customersLostFigure, customersLostTotalFigure } from "../../../lib/figures/customers-lost-figures";
import { customersLostOnPaper, expectedOnPaper } from "../kpis/kpis-on-paper";
import { traces } from "./traces";

test("customers lost in each month stand side by side, each size with what is expected of it", () => {
  const figure = customersLostFigure(customersLostOnPaper, expectedOnPaper);
  const [large, small, ofLarge, ofSmall] = traces(figure);

  expect([large?.name, large?.y]).toEqual(["large", [0, 1, 0]]);
  expect([small?.name, small?.y]).toEqual(["small", [1, 0, 1]]);
  expect(ofLarge).toMatchObject({ offsetgroup: "large", y: [0.25, 0.75, 0.5] });
  expect(ofSmall).toMatchObject({ offsetgroup: "small", y: [0.5, 1, 1] });
  expect(figure.layout).toMatchObject({
    barmode: "group",
    title: { subtitle: { text: "Companies in their first month without a session" } },
    yaxis: { title: { text: "Companies" }, tickformat: ",d" },
  });
  expect(figure.description).toBe(
    "Customers lost per month: Companies in their first month without a session. Bar chart from 2025-01 to 2025-03 for the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("customers lost so far add up from month to month", () => {
  const figure = customersLostTotalFigure(customersLostOnPaper, expectedOnPaper);
  const [large, small, ofLarge, ofSmall] = traces(figure);

  expect([large?.y, small?.y]).toEqual([
    [0, 1, 1],
    [1, 1, 2],
  ]);
  expect([ofLarge?.y, ofSmall?.y]).toEqual([
    [0.25, 1, 1.5],
    [0.5, 1.5, 2.5],
  ]);
  expect(figure.description).toBe(
    "Customers lost so far: Accumulated since the first month. Bar chart from 2025-01 to 2025-03 for the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("without expectations there are only bars", () => {
  for (const figure of [
    customersLostFigure(customersLostOnPaper),
    customersLostTotalFigure(customersLostOnPaper),
  ]) {
    expect(traces(figure).map(({ type }) => type)).toEqual(["bar", "bar"]);
  }
});
