import { expect, test } from "vitest";
import { inMonths, monthAxis, monthsShown, periodAxis } from "../../../lib/charts/months";
import { monthLabels } from "../../../lib/dataset/month";

test("the axis spans the months from the first day of the first to the last day of the last", () => {
  expect(monthAxis(["2025-01", "2025-02"]).range).toEqual(["2025-01-01", "2025-03-01"]);
  expect(monthAxis(["2024-12"]).range).toEqual(["2024-12-01", "2025-01-01"]);
});

test("the first month has a label, and then every month, quarter or year, at most 12 in all", () => {
  const labels = (months: number) => {
    const { tick0, dtick } = monthAxis(monthLabels("2023-11", months));
    return [tick0, dtick];
  };
  expect([1, 12, 13, 20, 21, 30, 31, 60, 61, 120, 121].map(labels)).toEqual([
    ["2023-11-01", "M1"],
    ["2023-11-01", "M1"],
    ["2023-11-01", "M2"],
    ["2023-11-01", "M2"],
    ["2023-11-01", "M3"],
    ["2023-11-01", "M3"],
    ["2023-11-01", "M6"],
    ["2023-11-01", "M6"],
    ["2023-11-01", "M12"],
    ["2023-11-01", "M12"],
    ["2023-11-01", "M24"],
  ]);
});

test("months that are not there count for the labels too", () => {
  expect(monthAxis(["2020-01", "2029-12"]).dtick).toBe("M12");
});

test("the months of traces are each once, in their order, by their name or their first day", () => {
  expect(
    monthsShown([
      { type: "bar", x: ["2025-03", "2025-02"], y: [1, 2] },
      { type: "scatter", x: ["2025-01-01", "2025-02-01", null], y: [1, 2, null] },
    ]),
  ).toEqual(["2025-01", "2025-02", "2025-03"]);
});

test.each([
  { name: "days", x: ["2025-01-01", "2025-01-02"] },
  { name: "names", x: ["2025-01", "total"] },
  { name: "numbers", x: [202501, 202502] },
  { name: "nothing", x: [] },
])("$name are no months", ({ x }) => {
  expect(monthsShown([{ type: "bar", x, y: [1, 2] }])).toEqual([]);
});

test("values stand in the middle of their month, unless the trace says otherwise", () => {
  const [trace, quarters] = inMonths(
    [
      { type: "bar", x: ["2025-01", "2025-04"], y: [1, 2] },
      { type: "bar", x: ["2025-01", "2025-04"], y: [1, 2], xperiod: "M3" },
    ],
    ["2025-01", "2025-04"],
  );
  expect(trace).toEqual({
    type: "bar",
    x: ["2025-01", "2025-04"],
    y: [1, 2],
    xperiod: "M1",
    xperiodalignment: "middle",
  });
  expect(quarters).toMatchObject({ xperiod: "M3", xperiodalignment: "middle" });
});

test("an axis of periods ends with the last of them, which may be incomplete", () => {
  expect(periodAxis(monthLabels("2025-01", 5), 2).range).toEqual(["2025-01-01", "2025-07-01"]);
  expect(periodAxis(monthLabels("2025-01", 6), 2).range).toEqual(["2025-01-01", "2025-07-01"]);
});
