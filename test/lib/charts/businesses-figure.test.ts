import { expect, test } from "vitest";
import { businessesFigure } from "../../../lib/charts/businesses-figure";
import { revenueOnPaper } from "../metrics/kpis-on-paper";
import { legend, traces } from "./traces";

const later = [
  { month: "2025-03", company_size: "only", active_companies: 1, mrr: 10, share: 1 },
  { month: "2025-04", company_size: "only", active_companies: 1, mrr: 20, share: 1 },
];

test("each business is a line with the revenue of all its company sizes", () => {
  const figure = businessesFigure({ "Starts <later>": later, "As it is": revenueOnPaper });
  const [first, second] = traces(figure);

  expect(legend(figure)).toEqual(["Starts &lt;later&gt;", "As it is"]);
  expect(first).toMatchObject({ mode: "lines", x: ["2025-03", "2025-04"], y: [10, 20] });
  expect(second).toMatchObject({ x: ["2025-01", "2025-02", "2025-03"], y: [236, 137, 118] });
  expect(figure.description).toBe(
    "Revenue per month: Businesses compared, all company sizes together. Line chart of Starts <later> and As it is.",
  );
  expect(figure).toMatchSnapshot();
});

test("the axis spans the months of all businesses", () => {
  const figure = businessesFigure({ later, "As it is": revenueOnPaper });
  expect(figure.layout.xaxis?.range).toEqual(["2025-01-01", "2025-05-01"]);
});

// Okabe and Ito's colours without the two that stand for the default sizes, then those too.
test("eight businesses differ by their colour or their dashes", () => {
  const figure = businessesFigure(Object.fromEntries([..."ABCDEFGH"].map((name) => [name, later])));

  expect(traces(figure).map(({ line }) => [line?.color, line?.dash])).toEqual([
    ["#009e73", "solid"],
    ["#cc79a7", "dash"],
    ["#d55e00", "dot"],
    ["#56b4e9", "dashdot"],
    ["#767676", "solid"],
    ["#0072b2", "dash"],
    ["#e69f00", "dot"],
    ["#009e73", "dashdot"],
  ]);
});
