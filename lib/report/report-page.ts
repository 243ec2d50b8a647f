/** The switch in the corner of a report: its code is hidden at first. */
const REPORT_SWITCH = `<label class="show-code"><input type="checkbox" id="show-code"> Show code</label>`;

/** What a report adds to the look of a notebook. */
const REPORT_STYLE = `
body { max-width: 60rem; margin: 0 auto !important; padding: 2rem 1rem; }
.chart { width: 100%; height: 400px; }
.jp-OutputArea pre { font: 0.8rem/1.4 var(--jp-code-font-family); }
.show-code { position: fixed; top: 0.75rem; right: 1rem; z-index: 1; font: 0.9rem system-ui, sans-serif; cursor: pointer; }
body:not(:has(#show-code:checked)) .jp-CodeCell .jp-Cell-inputWrapper { display: none; }
.jp-InputPrompt, .jp-OutputPrompt { display: none; }
@media print {
  body { max-width: none; padding: 0; }
  .show-code { display: none; }
  .jp-Cell, .jp-OutputArea-child, .jp-OutputArea-output { display: block !important; overflow: visible !important; }
  .chart { height: 320px; }
  .chart, table, .jp-OutputArea-output:not(:has(pre)) { break-inside: avoid; }
  h1, h2, .jp-MarkdownCell, .jp-Cell:has(.chart):has(+ .jp-CodeCell) { break-after: avoid; }
  td, th { font-size: 0.65rem; padding: 0.2em 0.4em !important; }
  .jp-OutputArea pre { white-space: pre-wrap !important; word-break: normal !important; font-size: 0.6rem; }
}
`;

/** Draws every chart of the page, on paper in a size of which A4 and letter hold three. */
const REPORT_SCRIPT = `
const charts = [...document.querySelectorAll(".chart")];
for (const chart of charts) {
  const { data, layout, config } = JSON.parse(chart.querySelector("script").textContent);
  Plotly.newPlot(chart, data, layout, config);
}
const draw = (size) => charts.forEach((chart) => Plotly.relayout(chart, size));
const forPaper = () => draw({ autosize: false, width: 660, height: 320 });
const forScreen = () => draw({ autosize: true, width: null, height: 400 });
addEventListener("beforeprint", forPaper);
addEventListener("afterprint", forScreen);
`;

/**
 * A page of nbconvert made into one that needs no network: without its scripts, with the library in their place
 * and what draws the charts at its end.
 *
 * @param library the source of Plotly
 */
export function reportPage(page: string, library: string): string {
  const end = page.indexOf("</head>");
  return [
    // nbconvert's page loads scripts for formulas, diagrams and widgets from the network; the report has none.
    page.slice(0, end).replace(/<script[\s\S]*?<\/script>/g, ""),
    `<script>${library}</script>\n<style>${REPORT_STYLE}</style>\n`,
    page.slice(end).replace(/<body[^>]*>/, (tag) => `${tag}\n${REPORT_SWITCH}`),
    `<script>${REPORT_SCRIPT}</script>\n`,
  ].join("");
}
