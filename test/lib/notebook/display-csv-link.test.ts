import { expect, test } from "vitest";
import { csvLines, csvLink } from "../../../lib/notebook/display-csv-link";

const csvText = (rows: readonly object[]) => [...csvLines(rows)].join("");

/** The text of the file that the link downloads. */
function downloaded(html: unknown): string {
  const [, base64 = ""] = /href="data:text\/csv;charset=utf-8;base64,([\w+/=]*)"/.exec(String(html)) ?? [];
  return Buffer.from(base64, "base64").toString("utf8");
}

test("rows are one line each under the names of their fields", () => {
  const rows = [
    { month: "2025-01", mrr: 12345.67, at: new Date("2025-01-31T12:00:00Z") },
    { month: "2025-02", mrr: -0.5, at: null },
  ];
  expect(csvText(rows)).toBe(
    "month,mrr,at\r\n2025-01,12345.67,2025-01-31T12:00:00.000Z\r\n2025-02,-0.5,\r\n",
  );
});

test.each([
  ["a,b", '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ["two\nlines", '"two\nlines"'],
  ["a\rb", '"a\rb"'],
  ["", ""],
  [" space ", " space "],
  ["=1+1", "'=1+1"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["＝1", "'＝1"],
  ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ["\t=1", "'\t=1"],
  ["\r=1", '"\'\r=1"'],
  ["a=1", "a=1"],
  [-1, "-1"],
  [1e21, "1e+21"],
  [true, "true"],
  [undefined, ""],
  [["a", 1], '"[""a"",1]"'],
])("the value %o is written as %o", (value, field) => {
  expect(csvText([{ value }])).toBe(`value\r\n${field}\r\n`);
});

test("no rows give no lines, not even one of names", () => {
  expect(csvText([])).toBe("");
});

test("a bigint is written in full", () => {
  expect(csvText([{ value: 10n ** 20n }])).toBe("value\r\n100000000000000000000\r\n");
});

test("a number with an interval is one column per part, and every row's fields have a column", () => {
  const rows = [
    { company_size: "small", churn_rate: { value: 0.08, low: 0.07, high: 0.1 } },
    { company_size: "large", "=note": "x" },
  ];
  expect(csvText(rows)).toBe(
    "company_size,churn_rate_value,churn_rate_low,churn_rate_high,'=note\r\nsmall,0.08,0.07,0.1,\r\nlarge,,,,x\r\n",
  );
});

test("the link carries the rows and the name of the file", () => {
  const { "text/html": html, "text/plain": text } = csvLink(
    [{ month: "2025-01", sessions: 3 }],
    "sessions.csv",
  );
  expect(downloaded(html)).toBe("month,sessions\r\n2025-01,3\r\n");
  expect(html).toContain('download="sessions.csv">sessions.csv</a> (1 row)');
  expect(text).toContain("sessions.csv (1 row)");
  const thousands = Array.from({ length: 1234 }, (_, sessions) => ({ sessions }));
  expect(csvLink(thousands, "a.csv")["text/html"]).toContain("(1,234 rows)");
});

test("text beyond ASCII begins with a byte order mark, by which Excel knows UTF-8", () => {
  expect(downloaded(csvLink([{ name: "Zoë 🚀" }], "a.csv")["text/html"])).toBe("\ufeffname\r\nZoë 🚀\r\n");
});

test("no rows give no link", () => {
  expect(csvLink([], "a.csv")).toEqual({ "text/html": "<p>no rows</p>", "text/plain": "no rows" });
});

test("a name cannot leave its attribute", () => {
  expect(csvLink([{ a: 1 }], "Zoë's & co.csv")["text/html"]).toContain('download="Zoë&#39;s &amp; co.csv"');
});

test.each([
  "",
  "sessions",
  ".a.csv",
  "a.csv.exe",
  "../a.csv",
  "a/b.csv",
  "a\\b.csv",
  ".csv",
  'a".csv',
  "a\n.csv",
  "a<b>.csv",
])("the file name %j is refused", (name) => {
  expect(() => csvLink([{ a: 1 }], name)).toThrow(
    /^displayCsvLink: the file name must be like "sessions.csv"/,
  );
});

test("rows that no link can carry are refused, however many there are", () => {
  const rows = Array.from({ length: 1_000_000 }, () => ({ text: "x".repeat(98) }));
  expect(() => csvLink(rows, "a.csv")).toThrow(
    "the rows must fit into 1.5 MB of CSV, received 1,000,000 rows, of which the first 14,999 do; pass",
  );
  expect(csvLink(rows.slice(0, 14_999), "a.csv")["text/html"]).toMatch(/^.{1999000,2000200}$/);
  expect(() => csvLink([{ text: "x".repeat(2_000_000) }], "a.csv")).toThrow(
    "received 1 row, of which the first 0 do",
  );
});

test("values that JSON does not know are written too", () => {
  const circle: Record<string, unknown> = {};
  circle.me = circle;
  const [at, bytes, ids] = [new Date(Number.NaN), Buffer.from([0, 255]), [1n, 2n]];
  expect(csvText([{ at, bytes, ids, set: new Set([1]), circle: [circle] }])).toBe(
    'at,bytes,ids,set,circle\r\nInvalid Date,\\x00ff,"[""1"",""2""]",Set(1) { 1 },[ <ref *1> { me: [Circular *1] } ]\r\n',
  );
});
