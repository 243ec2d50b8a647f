import { expect, test } from "vitest";
import { mrrBridgeFigure } from "../../../lib/figures/mrr-bridge-figure";
import { monthLabels } from "../../../lib/rules/month";
import { mrrBridgeOnPaper } from "../kpis/kpis-on-paper";
import { legend, traces } from "./traces";

const months = ["2025-01-01", "2025-02-01", "2025-03-01"];
const DAY = 86_400_000;

test("what is left and what each size has lost add up to what a month began with", () => {
  const figure = mrrBridgeFigure(mrrBridgeOnPaper);
  const [left, large, small] = traces(figure);

  expect(legend(figure)).toEqual(["left", "lost: large", "lost: small"]);
  // 198 + 38, 99 + 38, 99 + 19, and above them the rest of 255, 236 and 137.
  expect(left).toMatchObject({ type: "bar", x: months, y: [236, 137, 118] });
  expect(large).toMatchObject({ x: months, y: [0, 99, 0], marker: { color: "#0072b2" } });
  expect(small).toMatchObject({ x: months, y: [19, 0, 19], marker: { color: "#e69f00" } });
  expect(small?.hovertemplate).toBe("%{y:$,.2~f}");
  expect(figure.layout).toMatchObject({
    barmode: "stack",
    xaxis: { range: ["2025-01-01", "2025-04-01"] },
    yaxis: { title: { text: "US dollars" } },
  });
  expect(figure.description).toBe(
    "Monthly recurring revenue: left at the end of each month, and lost in it. Stacked bars from 2025-01 to 2025-03, what is lost by the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("over each bar stands what was lost in all, and nothing where nothing was", () => {
  const row = { company_size: "small", opening_mrr: 0, new_mrr: 0, closing_mrr: 500 };
  const figure = mrrBridgeFigure([
    { ...row, month: "2025-01", churned_mrr: 1250 },
    { ...row, month: "2025-01", company_size: "large", churned_mrr: 50 },
    { ...row, month: "2025-02", churned_mrr: 0 },
    { ...row, month: "2025-03", churned_mrr: 19 },
  ]);

  expect(traces(figure).at(-1)).toMatchObject({
    mode: "text",
    x: months,
    y: [2300, 500, 519],
    text: ["−$1.3K", "", "−$19"],
  });
});

test("up to 14 months are labelled", () => {
  const modes = (count: number) => {
    const row = { company_size: "small", opening_mrr: 0, new_mrr: 0, churned_mrr: 1, closing_mrr: 1 };
    const figure = mrrBridgeFigure(monthLabels("2025-01", count).map((month) => ({ ...row, month })));
    return traces(figure).map(({ mode }) => mode);
  };
  expect(modes(14)).toEqual([undefined, undefined, "text"]);
  expect(modes(15)).toEqual([undefined, undefined]);
});

test("the bars of one month alone are 24 days wide", () => {
  const row = { month: "2025-01", company_size: "small", opening_mrr: 0, new_mrr: 57 };
  const figure = mrrBridgeFigure([{ ...row, churned_mrr: 19, closing_mrr: 38 }]);

  expect(traces(figure).map(({ y }) => y)).toEqual([[38], [19], [57]]);
  expect(traces(figure).map(({ width }) => width)).toEqual([24 * DAY, 24 * DAY, undefined]);
  expect(traces(mrrBridgeFigure(mrrBridgeOnPaper)).every(({ width }) => width === undefined)).toBe(true);
});

test("names of sizes are shown, not obeyed", () => {
  const figure = mrrBridgeFigure(mrrBridgeOnPaper.map((row) => ({ ...row, company_size: "<b>" })));
  expect(legend(figure)).toEqual(["left", "lost: &lt;b&gt;"]);
});

test("without data the chart says so", () => {
  const figure = mrrBridgeFigure([]);
  expect(figure.layout.annotations).toMatchObject([{ text: "No data yet: run the generator first" }]);
  expect(figure.description).toBe("Monthly recurring revenue. No data.");
  expect(mrrBridgeFigure(mrrBridgeOnPaper).layout.annotations).toBeUndefined();
});
