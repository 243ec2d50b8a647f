import { expect, test } from "vitest";
import { tableBundle } from "../../../lib/notebook/display-table";
import { sentTable } from "../../../lib/notebook/sent-table";
import { columnsOf } from "../../../lib/text/text-table";

const sent = (rows: readonly object[], shown = rows.length) => sentTable(rows, columnsOf(rows), shown);
const html = (rows: readonly object[]) => String(tableBundle(rows)["text/html"]);

test.each([
  [
    [10, 9, -1, 0.5],
    [3, 2, 0, 1],
  ],
  [
    [2n ** 60n, 5, 2n ** 60n + 1n],
    [1, 0, 2],
  ],
  [
    ["2025-10", "2025-09", "2024-12"],
    [2, 1, 0],
  ],
  [
    ["plan 10", "plan 9", "Plan 9"],
    [2, 0, 1],
  ],
  [
    [new Date("2025-02-01"), new Date("2025-01-31")],
    [1, 0],
  ],
  [
    [
      { value: 0.3, low: 0.1, high: 0.9 },
      { expected: 0.2, low: 0.1, high: 0.3 },
    ],
    [1, 0],
  ],
  [
    ["x", 3, null, undefined, Number.NaN, ""],
    [1, 0, null, null, null, null],
  ],
  [
    [7, 7, 1],
    [1, 1, 0],
  ],
])("the values %o have the ranks %o", (values, ranks) => {
  expect(sent(values.map((value) => ({ value }))).ranks).toEqual([ranks]);
});

test("of many rows a thousand are sent, those after the first as texts, and all as CSV without formulas", () => {
  const rows = Array.from({ length: 100_000 }, (_, n) => ({ name: "=1", mrr: 1000 + n }));
  const { texts, ranks, csv, ...rest } = sent(rows, 50);
  expect(rest).toEqual({ rows: 100_000 });
  expect([texts.length, texts[0], ranks.map((ranks) => ranks.length)]).toEqual([
    950,
    ["=1", "$1,050"],
    [1000, 1000],
  ]);
  expect([csv.length, csv[0], csv[1000]]).toEqual([1001, "name,mrr", "'=1,1999"]);
});

test("long texts are not sent, and neither is a CSV file of only a part of the rows shown", () => {
  const long = (length: number) => Array.from({ length: 100 }, () => ({ text: "x".repeat(length) }));
  const counts = ({ texts, csv, ranks }: ReturnType<typeof sent>) =>
    [texts, csv, ranks[0]].map((list) => list?.length);
  expect(counts(sent(long(50_000), 50))).toEqual([0, 0, 50]);
  expect(counts(sent(long(3_000), 50))).toEqual([15, 66, 65]);
  expect(html(long(50_000)).length).toBeLessThan(30_000);
});

test("a wide table has its first 100 columns and a sentence that says so", () => {
  const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`c${n}`, n]));
  const bundle = tableBundle(Array.from({ length: 20 }, () => wide));
  for (const text of [bundle["text/html"], bundle["text/plain"]].map(String)) {
    expect(text).toContain("The first 100 of 10,000 columns; the others are not shown.");
    expect(text).not.toContain("c100");
    expect(text.length).toBeLessThan(300_000);
  }
});

test("a table of fewer than 8 rows is plain", () => {
  const rows = Array.from({ length: 8 }, (_, n) => ({ n }));
  expect(html(rows.slice(1))).toMatch(/^<table>[\s\S]*<\/table>$/);
  expect(html(rows)).toMatch(/<\/table>\n<script>/);
});

test("a name cannot end the script, wherever it is", () => {
  const name = "</script><script>run=1</script>";
  const rows = Array.from({ length: 60 }, () => ({ [name]: `${name}<!--` }));
  expect(html(rows).match(/<\/?script|<!--/gi)).toEqual(["<script", "</script"]);
});
