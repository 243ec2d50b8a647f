import { expect, test } from "vitest";
import { bars, heatmap, intervals, lines, points } from "../../../../lib";
import type { Mark } from "../../../../lib/charts/marks/mark";

const rows = [
  {
    month: "2025-01",
    company_size: "large",
    created_at: new Date("2025-01-01"),
    sessions: 3,
    trend: null as number | null,
    churn_rate: { value: 0.1, low: 0, high: 0.3 },
    expected: { expected: 2.5, low: 1, high: 4 },
    paid: true,
  },
];

/** Never called: the compiler refuses each line, or `tsc` fails. */
const refused: (() => Mark)[] = [
  // @ts-expect-error the rows have no such column
  () => bars(rows, { x: "month", y: "sesions" }),
  // @ts-expect-error the rows have no such column
  () => lines(rows, { x: "moth", y: "sessions" }),
  // @ts-expect-error the rows have no such column
  () => points(rows, { x: "month", y: "sessions", color: "size" }),
  // @ts-expect-error text has no height
  () => bars(rows, { x: "month", y: "company_size" }),
  // @ts-expect-error a number has no interval
  () => intervals(rows, { x: "month", y: "sessions" }),
  // @ts-expect-error neither is text
  () => intervals(rows, { x: "month", y: "month" }),
  // @ts-expect-error yes and no have no place on an axis
  () => lines(rows, { x: "paid", y: "sessions" }),
  // @ts-expect-error the rows have no such column
  () => heatmap(rows, { x: "month", y: "company_size", value: "sesions" }),
  // @ts-expect-error text has no shade
  () => heatmap(rows, { x: "month", y: "company_size", value: "month" }),
  // @ts-expect-error the palette has no such color
  () => bars(rows, { x: "month", y: "sessions", fill: "red" }),
];

test("a column that the rows do not have, or of the wrong kind, does not compile", () => {
  expect(refused).toHaveLength(10);
});

test("marks read text, numbers and times as places, and numbers, predictions and estimates as values", () => {
  const [month] = bars(rows, { x: "month", y: "sessions", color: "company_size" }).data;
  expect(month).toEqual({ x: "2025-01", series: "large", line: "", value: 3, source: "data" });
  expect(lines(rows, { x: "created_at", y: "trend" }).data).toMatchObject([{ x: "2025-01-01", value: null }]);
  expect(intervals(rows, { x: "sessions", y: "churn_rate" }).data).toMatchObject([
    { x: 3, value: 0.1, low: 0, high: 0.3, source: "estimate" },
  ]);
  expect(points(rows, { x: "month", y: "expected" }).data).toMatchObject([
    { value: 2.5, low: 1, high: 4, source: "prediction" },
  ]);
});

test("a column that untyped rows do not have is refused, with those that they have", () => {
  const untyped = JSON.parse('[{ "month": "2025-01" }, { "month": "2025-02", "sessions": 12 }]');
  const refusal = (channel: string, received: string) =>
    `${channel} must be a column of the rows, received "${received}"; they have month`;
  expect(() => bars(untyped, { x: "month", y: "sessions", color: "size" })).toThrow(
    `bars: ${refusal("color", "size")}`,
  );
  expect(() => lines(untyped, { x: "month", y: "sessions", series: "run" })).toThrow(
    `lines: ${refusal("series", "run")}`,
  );
  expect(() => points(untyped, { x: "moth", y: "sessions" })).toThrow(`points: ${refusal("x", "moth")}`);
  expect(() => heatmap(untyped, { x: "month", y: "month", value: "mrr" })).toThrow(
    `heatmap: ${refusal("value", "mrr")}`,
  );
  // One of the rows has it.
  expect(() => bars(untyped, { x: "month", y: "sessions" })).toThrow(
    "bars: column sessions must contain numbers",
  );
  expect(() => lines(untyped.slice(1).concat(untyped), { x: "month", y: "sessions", color: "size" })).toThrow(
    'received "size"; they have month and sessions',
  );
  const nameless = JSON.parse('[{ "month": "2025-01", "size": null, "sessions": 1 }]');
  expect(() => bars(nameless, { x: "month", y: "sessions", color: "size" })).toThrow(
    "bars: column size must contain text or numbers, received null; convert it in the query",
  );
});

test("a value that the types did not foresee is refused in a sentence", () => {
  const untyped = JSON.parse('[{ "month": "2025-01", "sessions": "12", "paid": true }]');
  expect(() => bars(untyped, { x: "month", y: "sessions" })).toThrow(
    'bars: column sessions must contain numbers, predictions or estimates, received "12"; convert it in the query',
  );
  expect(() => lines(untyped, { x: "paid", y: "sessions" })).toThrow(
    "lines: column paid must contain text, numbers or dates, received true; convert it in the query",
  );
  const strange = [{ month: new Date(Number.NaN) as never, sessions: 12n as never, churned: 3 as never }];
  expect(() => bars(strange, { x: "sessions", y: "churned" })).toThrow(
    "bars: column sessions must contain text, numbers or dates, received 12n; convert it in the query",
  );
  expect(() => points(strange, { x: "month", y: "churned" })).toThrow(
    "points: column month must contain text, numbers or dates, received null; convert it in the query",
  );
  expect(() => intervals(strange, { x: "churned", y: "churned" })).toThrow(
    "intervals: column churned must contain predictions or estimates, received 3; convert it in the query",
  );
});
