import { expect, test } from "vitest";
import { mrrMovementsFigure } from "../../../lib/charts/mrr-movements-figure";
import { monthLabels } from "../../../lib/dataset/month";
import { mrrBridgeOnPaper } from "../metrics/kpis-on-paper";
import { legend, traces } from "./traces";

const months = ["2025-01", "2025-02", "2025-03"];

test("what is left and what each size has lost add up to what a month began with", () => {
  const figure = mrrMovementsFigure(mrrBridgeOnPaper);
  const [left, large, small] = traces(figure);

  expect(legend(figure)).toEqual(["left", "lost: large", "lost: small"]);
  // 198 + 38, 99 + 38, 99 + 19, and above them the rest of 255, 236 and 137.
  expect(left).toMatchObject({ type: "bar", x: months, y: [236, 137, 118] });
  expect(large).toMatchObject({ x: months, y: [0, 99, 0], marker: { color: "#0072b2" } });
  expect(small).toMatchObject({ x: months, y: [19, 0, 19], marker: { color: "#e69f00" } });
  expect(small?.hovertemplate).toBe("lost: small <b>%{y:$,.0f}</b><extra></extra>");
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

test("over each bar stands to the dollar what was lost in all, and nothing where nothing was", () => {
  const row = { company_size: "small", opening_mrr: 0, new_mrr: 0, closing_mrr: 500 };
  const rows = [
    { ...row, month: "2025-01", churned_mrr: 1250 },
    { ...row, month: "2025-01", company_size: "large", churned_mrr: 50 },
    { ...row, month: "2025-02", churned_mrr: 0 },
    { ...row, month: "2025-03", churned_mrr: 19 },
  ];

  expect(traces(mrrMovementsFigure(rows)).at(-1)).toMatchObject({
    x: months,
    y: [0, 0, 0],
    customdata: [1300, 0, 19],
    texttemplate: ["−%{customdata:$,.0f}", "", "−%{customdata:$,.0f}"],
    textposition: "outside",
  });
  const cents = rows.map((one) => ({ ...one, churned_mrr: one.churned_mrr / 4 }));
  expect(traces(mrrMovementsFigure(cents)).at(-1)?.texttemplate?.[0]).toBe("−%{customdata:$,.2f}");
});

test("over more than two years a bar is that of several months: what they have lost, and what is left at their end", () => {
  const bridge = (count: number) => {
    const row = { company_size: "small", opening_mrr: 0, new_mrr: 0, churned_mrr: 1 };
    return mrrMovementsFigure(
      monthLabels("2024-11", count).map((month, index) => ({ ...row, month, closing_mrr: 100 - index })),
    );
  };

  expect(traces(bridge(24))[0]?.y).toHaveLength(24);
  const figure = bridge(26);
  const [left, churned, labels] = traces(figure);
  expect(left).toMatchObject({
    x: ["2024-11", "2025-02", "2025-05", "2025-08", "2025-11", "2026-02", "2026-05", "2026-08", "2026-11"],
    y: [98, 95, 92, 89, 86, 83, 80, 77, 75],
    xperiod: "M3",
    xperiod0: "2024-11",
  });
  expect(churned?.y).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 2]);
  expect(labels?.customdata).toEqual(churned?.y);
  expect(figure.layout).toMatchObject({
    title: { subtitle: { text: "Left at the end of every 3 months; above it what was lost" } },
    xaxis: { range: ["2024-11-01", "2027-01-01"] },
  });
});

test("names of sizes are shown, not obeyed", () => {
  const figure = mrrMovementsFigure(mrrBridgeOnPaper.map((row) => ({ ...row, company_size: "<b>" })));
  expect(legend(figure)).toEqual(["left", "lost: &lt;b&gt;"]);
});

test("without data the chart says so", () => {
  const figure = mrrMovementsFigure([]);
  expect(figure.layout.annotations).toMatchObject([{ text: "No data yet: run the generator first" }]);
  expect(figure.description).toBe("Monthly recurring revenue. No data.");
  expect(mrrMovementsFigure(mrrBridgeOnPaper).layout.annotations).toBeUndefined();
});
