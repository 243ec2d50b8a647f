import { describe, expect, test } from "vitest";
import { htmlTable } from "../../../lib/notebook/display-table";
import { textTable } from "../../../lib/text/text-table";

/** How a value is written in a column of this name. */
function written(name: string, value: unknown): string {
  return (
    textTable([{ [name]: value }])
      .split("\n")
      .at(-1)
      ?.trim() ?? ""
  );
}

test("a table in text has its numbers on the right and its words on the left", () => {
  const rows = [
    { month: "2025-01", company_size: "large", sessions: 1234, note: "up" },
    { month: "2025-02", company_size: "extraordinary", sessions: 5, note: "" },
  ];
  expect(textTable(rows)).toBe(
    [
      "month    company size   sessions  note",
      "-------  -------------  --------  ----",
      "2025-01  large             1,234  up",
      "2025-02  extraordinary         5",
    ].join("\n"),
  );
});

test("a table in HTML aligns its cells twice", () => {
  const rows = [
    { company_size: "<large>", sessions: 1234 },
    { company_size: "small", sessions: 5 },
  ];
  expect(htmlTable(rows)).toBe(
    `<table>
<thead>
<tr><th align="left" style="text-align: left; vertical-align: bottom">company size</th><th align="right" style="text-align: right; vertical-align: bottom">sessions</th></tr>
</thead>
<tbody>
<tr><td align="left" style="text-align: left; white-space: nowrap">&lt;large&gt;</td><td align="right" style="text-align: right; white-space: nowrap">1,234</td></tr>
<tr><td align="left" style="text-align: left; white-space: nowrap">small</td><td align="right" style="text-align: right; white-space: nowrap">5</td></tr>
</tbody>
</table>`,
  );
});

test("a text of more than 40 characters has several lines, and a shorter one does not", () => {
  const html = htmlTable([{ short: "a ".repeat(20), long: "a ".repeat(21) }]);
  expect(html).toContain('<td align="left" style="text-align: left; white-space: nowrap">a a ');
  expect(html).toContain(
    '<td align="left" style="text-align: left; min-width: 20em; overflow-wrap: anywhere">a a ',
  );
});

test("a field that some rows lack is empty there, even if every object inherits one of its name", () => {
  const rows: object[] = [{ a: 1 }, { a: 2, constructor: "c", ["__proto__"]: "p" }];
  expect(textTable(rows).split("\n").slice(2)).toEqual(["1", "2  c            p"]);
});

test("no rows are said to be none", () => {
  expect(textTable([])).toBe("no rows");
  expect(htmlTable([])).toBe("<p>no rows</p>");
});

test("the columns are the fields of all rows, and a field that a row lacks is an empty cell", () => {
  expect(
    textTable([
      { b: 1, a: "x" },
      { a: "y", c: 2 },
    ]),
  ).toBe("b  a  c\n-  -  -\n1  x\n   y  2");
});

test("the name of a column is on one line, and escaped in HTML", () => {
  const rows = [{ "a\nb": 1, "<b>": "<i>" }];
  expect(textTable(rows)).toBe("a\\nb  <b>\n----  ---\n   1  <i>");
  expect(htmlTable(rows)).toContain("a\\nb".replace("\\", "<span>\\</span>"));
  expect(htmlTable(rows)).toMatch(/&lt;b&gt;.*\n.*\n.*\n.*&lt;i&gt;/);
});

test("the abbreviations of amounts are in capitals", () => {
  expect(textTable([{ new_mrr: 1, arr: 2, arpa: 3, ltv: 4, carr: 5 }]).split("\n")[0]).toBe(
    "new MRR  ARR  ARPA  LTV  carr",
  );
});

test("a column is aligned on the right if any of its values is a number", () => {
  expect(textTable([{ value: "none" }, { value: 7 }])).toBe("value\n-----\n none\n    7");
  expect(textTable([{ churned: { expected: 1, low: 0, high: 2 } }, { churned: "" }])).toBe(
    "   churned\n----------\n1 (0 to 2)\n",
  );
});

describe.each([
  ["mrr", 1234.5, "$1,234.50"],
  ["mrr", 1234, "$1,234"],
  ["monthly_price", 49.5, "$49.50"],
  ["opening_mrr", 1000, "$1,000"],
  ["new_mrr", 57, "$57"],
  ["churned_mrr", 19, "$19"],
  ["closing_mrr", 38.99, "$38.99"],
  ["share", 0.7, "70.0%"],
  ["churn_rate", 1 / 12, "8.3%"],
  ["true_churn_rate", 1 / 22, "4.5%"],
  ["mrr_in_theory", 57, "57"],
  ["retention", 1, "100.0%"],
  ["customer_churn_rate", 0.0301, "3.0%"],
  ["reactivation_rate", 0.02, "2.0%"],
  ["gross_retention", 0.955, "95.5%"],
  ["net_retention_12", 1.085, "108.5%"],
  ["arpa", 43, "$43"],
  ["arpa", 43.125, "$43.13"],
  ["arr", 258000, "$258,000"],
  ["ltv", 227.83, "$228"],
  ["quick_ratio", 4, "4.00"],
  ["quick_ratio", null, ""],
  ["sessions_12", 1234.5, "1,234.5"],
  ["lifetime_months", 11, "11.0"],
  ["lifetime_months", 2.46, "2.5"],
  ["lifetime_value", 208.7, "$209"],
  ["true_lifetime_value", 2079, "$2,079"],
  ["sessions", 1234567, "1,234,567"],
  ["p_value", 0.123456, "0.1235"],
  ["company_id", 1234567, "1234567"],
  ["company_ids", 1234567, "1,234,567"],
  ["year", 2025, "2025"],
  ["sessions", 0, "0"],
  ["sessions", 0n, "0"],
  ["p_value", 0.00001, "1.0e-5"],
  ["p_value", 0, "< 1e-12"],
  ["p_value", Number.NaN, "NaN"],
])("in the column %s", (name, value, text) => {
  test(`${value} is written as ${text}`, () => expect(written(name, value)).toBe(text));
});

const circle: Record<string, unknown> = {};
circle.me = circle;

test.each([
  ["churn_rate", { value: 0.084, low: 0.071, high: 0.099 }, "8.4% (7.1% to 9.9%)"],
  ["mrr", { expected: 14175, low: 12771, high: 15642.5 }, "$14,175 ($12,771 to $15,642.50)"],
  ["odd", { low: 1, value: 2 }, '{"low":1,"value":2}'],
  ["odd", { high: 1, value: 2 }, '{"high":1,"value":2}'],
  ["odd", { low: 1, high: 2 }, '{"low":1,"high":2}'],
  ["list", ["a", 1], '["a",1]'],
  ["nothing", null, ""],
  ["nothing", undefined, ""],
  ["passed", true, "true"],
  ["created_at", new Date("2025-01-31T12:00:00Z"), "2025-01-31 12:00:00 UTC"],
  ["created_at", new Date("2025-01-31T12:00:00.120Z"), "2025-01-31 12:00:00.120 UTC"],
  ["created_at", new Date(Number.NaN), "Invalid Date"],
  ["large", 10n ** 20n, "100,000,000,000,000,000,000"],
  ["company_id", 12345n, "12345"],
  ["ids", [1n, 2n], '["1","2"]'],
  ["nested", { a: { b: [null, "<b>"] } }, '{"a":{"b":[null,"<b>"]}}'],
  ["bytes", Buffer.from([0, 255]), "\\x00ff"],
  ["set", new Set([1]), "Set(1) { 1 }"],
  ["circle", circle, "<ref *1> { me: [Circular *1] }"],
  ["text", "a\nb\t\u001b[31m\u202e", "a\\nb\\t\\u001b[31m\\u202e"],
  ["text", "x".repeat(201), `${"x".repeat(199)}…`],
  ["text", "x".repeat(200), "x".repeat(200)],
])("in the column %s the value %o is written as %s", (name, value, text) => {
  expect(written(name, value)).toBe(text);
});
