import { expect, test } from "vitest";
import type { Notebook, Output } from "../../../../lib/jupyter/execute/notebook-file";
import { chartsAsHtml, reportPage } from "../../../../lib/jupyter/report/report-page";

const page = reportPage({
  title: "How <it> is",
  body: "<p>It costs $& and $'.</p>",
  library: "const a = '$&';",
});

test("a page has its title, the library, the switch for its code and what it shows, as they are", () => {
  expect(page).toContain("<title>How &lt;it&gt; is</title>");
  expect(page).toContain("<script>const a = '$&';</script>\n</head>");
  expect(page).toContain('<input type="checkbox" id="show-code">');
  expect(page).toContain("<main>\n<p>It costs $& and $'.</p>\n</main>");
});

test("a page needs nothing from elsewhere", () => {
  expect(page).not.toMatch(/\b(?:src|href)=|url\(|@import/);
});

function notebookOf(outputs: readonly Output[]): Notebook {
  const cell = { id: "a", cell_type: "code", source: "1", outputs, metadata: {} } as const;
  return { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

function displayed(data: Readonly<Record<string, unknown>>): Output {
  return { output_type: "display_data", data, metadata: {} };
}

test("a chart is an element with its description and its figure, neither of which can leave its place", () => {
  const figure = { data: [{ name: "</script><b>" }], layout: {} };
  const shown = displayed({
    "application/vnd.plotly.v1+json": figure,
    "image/png": "iVBORw==",
    "text/plain": ['Bars of "small"', " & <large>."],
  });

  expect(chartsAsHtml(notebookOf([shown]))).toEqual(
    notebookOf([
      displayed({
        "text/html":
          '<div class="chart" role="img" aria-label="Bars of &quot;small&quot; &amp; &lt;large&gt;."><script type="application/json">{"data":[{"name":"\\u003c/script>\\u003cb>"}],"layout":{}}</script></div>',
      }),
    ]),
  );
});

test("what is no chart stays as it is", () => {
  const notebook = notebookOf([
    { output_type: "stream", name: "stdout", text: "written" },
    displayed({ "text/html": "<p>$</p>", "text/plain": "$" }),
  ]);
  expect(chartsAsHtml(notebook)).toEqual(notebook);
});
