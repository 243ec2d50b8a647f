import { expect, test } from "vitest";
import { chart } from "../../../lib/charts/chart";
import { bars } from "../../../lib/charts/marks/bars";
import { displayCsvLink } from "../../../lib/notebook/display-csv-link";
import { displayFigure } from "../../../lib/notebook/display-figure";
import { displaySql } from "../../../lib/notebook/display-sql";
import { displayTable } from "../../../lib/notebook/display-table";
import { displaySentence } from "../../../lib/notebook/html-text";
import { sessionsOnPaper } from "../metrics/kpis-on-paper";
import { displayedBy } from "./displayed-by";
import { createQueryBuilder } from "./query-builder";

const once = { transient: {}, update: false };

test("a sentence is a paragraph, and plain text for front ends without HTML", async () => {
  expect(await displayedBy(() => displaySentence("Revenue < $19"))).toEqual([
    {
      ...once,
      data: { "text/html": "<p>Revenue &lt; <span>$</span>19</p>", "text/plain": "Revenue < $19" },
    },
  ]);
});

test("a figure is shown for Plotly to draw, and in words for front ends without Plotly", async () => {
  const { description, ...figure } = chart(
    { title: "Sessions per month", y: "Sessions" },
    bars(sessionsOnPaper, { x: "month", y: "sessions" }),
  );
  expect(await displayedBy(() => displayFigure({ description, ...figure }))).toEqual([
    { ...once, data: { "application/vnd.plotly.v1+json": figure, "text/plain": description } },
  ]);
});

test("any figure of Plotly is shown in the look of the project", async () => {
  const [shown] = await displayedBy(() =>
    displayFigure({
      data: [{ type: "bar", name: "large", x: ["2025-01"], y: [4] }],
      layout: { title: { text: "Sessions" } },
      config: { displayModeBar: true },
    }),
  );
  expect(shown?.data).toMatchObject({
    "application/vnd.plotly.v1+json": {
      data: [{ name: "large", xperiod: "M1" }],
      layout: {
        height: 400,
        title: { text: "Sessions" },
        template: { layout: { plot_bgcolor: "rgba(0, 0, 0, 0)" } },
      },
      config: { displayModeBar: true, displaylogo: false },
    },
    "text/plain": "Sessions. It shows large.",
  });
});

test("a table is shown as HTML and as text", async () => {
  const rows = [{ month: "2025-01", sessions: 1234 }];
  expect(await displayedBy(() => displayTable(rows))).toEqual([
    {
      ...once,
      data: {
        "text/html": expect.stringMatching(/^<table>[\s\S]*>1,234<[\s\S]*<\/table>$/),
        "text/plain": "month    sessions\n-------  --------\n2025-01     1,234",
      },
    },
  ]);
});

test("a link to a CSV file is shown", async () => {
  const [shown] = await displayedBy(() => displayCsvLink([{ sessions: 3 }], "sessions.csv"));
  expect(shown).toMatchObject({
    ...once,
    data: {
      "text/html": expect.stringContaining('download="sessions.csv"'),
      "text/plain": "sessions.csv (1 row): open this notebook in Jupyter to download it",
    },
  });
});

test("the SQL of a query is shown indented", async () => {
  const query = createQueryBuilder().selectFrom("companies").select("company_id").where("company_id", "<", 2);
  expect(await displayedBy(() => displaySql(query))).toEqual([
    {
      ...once,
      data: {
        "text/html":
          '<pre style="white-space: pre">select\n  company_id\nfrom\n  companies\nwhere\n  company_id &lt; 2</pre>',
        "text/plain": "select\n  company_id\nfrom\n  companies\nwhere\n  company_id < 2",
      },
    },
  ]);
});

test("of many rows the first 50 are shown, with how many there are, or as many as are asked for", async () => {
  const rows = Array.from({ length: 26_942 }, (_, index) => ({ session: index + 1 }));
  const [first, all, more] = await displayedBy(() => {
    displayTable(rows);
    displayTable(rows.slice(0, 50));
    displayTable(rows, { limit: 1000 });
  });

  const lines = String(first?.data["text/plain"]).split("\n");
  expect([lines.length, lines.at(-3), lines.at(-1)]).toEqual([54, "     50", "The first 50 of 26,942 rows."]);
  expect(String(first?.data["text/html"]).match(/<tr>/g)).toHaveLength(51);
  expect(first?.data["text/html"]).toMatch(/<\/table>\n<p>The first 50 of 26,942 rows\.<\/p>\n<script>/);
  expect(all?.data["text/plain"]).not.toContain("The first");
  expect(more?.data["text/plain"]).toContain("The first 1,000 of 26,942 rows.");
});

test("outside of a notebook, the error says the way out", () => {
  expect(() => displaySentence("Revenue < $19")).toThrow(
    "display: outputs must be shown by a cell of a notebook, and none is running; call this in a cell",
  );
});
