import { expect, test } from "vitest";
import { retentionCurves } from "../../../lib/metrics/retention-curves";
import { lifeTableOnPaper } from "./life-table-on-paper";

test("the curve of each size starts at 1 and falls by the companies churned", () => {
  const points = retentionCurves(lifeTableOnPaper);

  expect(
    points.map(({ company_size, months, at_risk, churned, retention }) => [
      company_size,
      months,
      at_risk,
      churned,
      Number(retention.value.toFixed(12)),
    ]),
  ).toEqual([
    ["large", 0, 2, 0, 1],
    ["large", 1, 2, 0, 1],
    ["large", 2, 2, 1, 0.5],
    ["large", 3, 1, 0, 0.5],
    ["small", 0, 3, 0, 1],
    ["small", 1, 3, 1, Number((2 / 3).toFixed(12))],
    ["small", 2, 2, 0, Number((2 / 3).toFixed(12))],
    ["small", 3, 2, 1, Number((1 / 3).toFixed(12))],
  ]);
  expect(points[0]?.retention).toEqual({ value: 1, low: 1, high: 1 });
});

test("months in which no company of a size is left have no point", () => {
  const points = retentionCurves([
    { company_size: "small", tenure: 0, at_risk: 4, churned: 4 },
    { company_size: "small", tenure: 1, at_risk: 0, churned: 0 },
  ]);

  expect(points.map(({ months, retention }) => [months, retention.value])).toEqual([
    [0, 1],
    [1, 0],
  ]);
});

test("a size without companies has no curve", () => {
  expect(retentionCurves([{ company_size: "huge", tenure: 0, at_risk: 0, churned: 0 }])).toEqual([]);
  expect(retentionCurves([])).toEqual([]);
});
