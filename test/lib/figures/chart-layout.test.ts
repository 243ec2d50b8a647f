import { expect, test } from "vitest";
import { chartLayout } from "../../../lib/figures/chart-layout";
import { monthLabels } from "../../../lib/rules/month";

const text = { title: "Title", subtitle: "Subtitle", yTitle: "Unit", yFormat: "," };

test("the axis spans the months from the first day of the first to the last day of the last", () => {
  expect(chartLayout(text, "stack", ["2025-01", "2025-02"]).xaxis?.range).toEqual([
    "2025-01-01",
    "2025-03-01",
  ]);
  expect(chartLayout(text, "stack", ["2024-12"]).xaxis?.range).toEqual(["2024-12-01", "2025-01-01"]);
});

test("without months the axis is left to the data", () => {
  expect(chartLayout(text, "stack").xaxis?.range).toBeUndefined();
});

test("up to 14 months have each their name, more only some", () => {
  expect(chartLayout(text, "stack", monthLabels("2025-01", 14)).xaxis?.dtick).toBe("M1");
  expect(chartLayout(text, "stack", monthLabels("2025-01", 15)).xaxis?.dtick).toBeUndefined();
});

test("points stand side by side where bars do, and over one another where bars are stacked", () => {
  expect(chartLayout(text, "group")).toMatchObject({ barmode: "group", scattermode: "group" });
  expect(chartLayout(text, "stack")).toMatchObject({ barmode: "stack", scattermode: "overlay" });
});
