import { PLOTLY_MIME } from "../../notebook/display-figure";
import { escapeHtml } from "../../notebook/html-text";
import { chartsOf, type DisplayOutput, joined, mapOutputs, type Notebook } from "../execute/notebook-file";
import { type NotebookRunner, withNotebookRunner } from "../execute/notebook-runner";
import { plotlyLibrary } from "../pictures/draw-pictures";

/**
 * The look of a page, on screen and on paper. Code and cells tagged `with-code` are hidden until the switch at the top shows them.
 */
const STYLE = `
:root { color-scheme: light; }
body { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1rem 4rem; background: #fff; color: #1f2328; font: 16px/1.6 system-ui, sans-serif; overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.25; }
h2 { margin-top: 3rem; }
a { color: #0b5cad; }
img, svg { max-width: 100%; }
code, pre { font: 0.8125rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
pre { margin: 1rem 0; padding: 0.75rem 1rem; overflow-x: auto; background: #f6f8fa; border-radius: 6px; }
table { display: block; overflow-x: auto; margin: 1rem 0; border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25rem 0.75rem 0.25rem 0; vertical-align: top; }
:is(th, td):last-child { padding-right: 0; }
/* A shadow at an edge behind which a table goes on. */
table { background: linear-gradient(to right, #fff 40%, #fff0) left / 2.5rem 100% no-repeat local, linear-gradient(to left, #fff 40%, #fff0) right / 2.5rem 100% no-repeat local, linear-gradient(to right, #0003, #0000) left / 0.75rem 100% no-repeat, linear-gradient(to left, #0003, #0000) right / 0.75rem 100% no-repeat; }
thead th { border-bottom: 1px solid #818b98; vertical-align: bottom; }
tbody td { border-bottom: 1px solid #e5e8ec; }
.chart { height: var(--height); margin: 1.5rem 0; }
.chart text[style*="fill: rgb(118, 118, 118)"] { fill: #59636e !important; }
.chart text.gtitle { fill: #1f2328 !important; }
.show-code { position: absolute; top: 0.75rem; right: 1rem; font-size: 0.875rem; cursor: pointer; }
.prompt, .anchor-link, body:not(:has(#show-code:checked)) :is(.input, .celltag_with-code) { display: none; }
.highlight :is(.k, .kd, .kr, .kc, .kt, .o) { color: #a0111f; }
.highlight :is(.s1, .s2, .sb) { color: #0a3069; }
.highlight :is(.mi, .mf) { color: #0550ae; }
.highlight :is(.c1, .cm) { color: #59636e; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .show-code { display: none; }
  .chart { height: auto; }
  .chart :is(.plot-container, .svg-container) { width: 100% !important; height: auto !important; aspect-ratio: var(--shape); }
  .chart .main-svg { width: 100%; height: 100%; }
  .chart, p, thead, tr, table:not(:has(tbody tr:nth-child(17))) { break-inside: avoid; }
  h1, h2, h3, .text_cell:has(+ .code_cell) { break-after: avoid; }
  table { display: table; background: none; font-size: calc(7.5pt * var(--fit, 1)); }
  th, td { padding: 0.15em 1em 0.15em 0; }
  table:not(.fits) :is(th, td) { padding-right: 0.8em; white-space: normal !important; min-width: 0 !important; }
  pre { white-space: pre-wrap !important; font-size: 7pt; }
}
`;

/**
 * Draws every chart of the page; on paper as wide as the paper, and so high that three fit on A4 and letter. Tables that are
 * wider than the paper are printed smaller; much wider ones have several lines per row.
 */
const SCRIPT = `
const charts = [...document.querySelectorAll(".chart")].map((element) => {
  const { data, layout, config } = JSON.parse(element.querySelector("script").textContent);
  const { height = 400 } = layout;
  element.style.setProperty("--height", height + "px");
  element.style.setProperty("--shape", 660 / (0.8 * height));
  // On a phone the names of twelve months would touch each other.
  if (element.clientWidth < 480 && layout.xaxis?.dtick === "M1") layout.xaxis.dtick = "M2";
  Plotly.newPlot(element, data, layout, config);
  return { element, height };
});
addEventListener("beforeprint", () => {
  for (const { element, height } of charts) {
    Plotly.relayout(element, { autosize: false, width: 660, height: 0.8 * height });
    for (const svg of element.querySelectorAll(".main-svg")) svg.setAttribute("viewBox", "0 0 660 " + 0.8 * height);
  }
  for (const table of document.querySelectorAll("table")) {
    const fit = Math.min(1, 920 / table.rows[0].offsetWidth);
    table.style.setProperty("--fit", fit);
    table.classList.toggle("fits", fit > 0.85);
  }
});
addEventListener("afterprint", () => {
  for (const { element, height } of charts) {
    for (const svg of element.querySelectorAll(".main-svg")) svg.removeAttribute("viewBox");
    Plotly.relayout(element, { autosize: true, width: null, height });
  }
});
`;

export interface ReportPage {
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** The source of Plotly. */
  readonly library: string;
}

/** An HTML page that needs no network, since it contains the library that draws its charts. */
export function reportPage({ title, body, library }: ReportPage): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
<script>${library}</script>
</head>
<body>
<label class="show-code"><input type="checkbox" id="show-code"> Show code</label>
<main>
${body}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** The notebook with each chart as an element of HTML that the report's script draws. */
export function chartsAsHtml(notebook: Notebook): Notebook {
  return mapOutputs(notebook, chartAsHtml);
}

function chartAsHtml(output: DisplayOutput): DisplayOutput {
  const figure = output.data[PLOTLY_MIME];
  if (!figure) return output;
  const text = (output.data["text/plain"] ?? "A chart") as string | string[];
  const description = escapeHtml(joined(text));
  // Inside a script only `<` could end it or start another.
  const json = JSON.stringify(figure).replaceAll("<", "\\u003c");
  const html = `<div class="chart" role="img" aria-label="${description}"><script type="application/json">${json}</script></div>`;
  return { ...output, data: { "text/html": html } };
}

/**
 * A notebook with its outputs as one HTML page that needs neither network nor Jupyter, with the library that draws its charts.
 *
 * @param notebook an executed notebook
 * @param title the page's title
 * @param runner a running Jupyter process; default: a new one
 */
export async function reportHtml(
  notebook: Notebook,
  title: string,
  runner?: NotebookRunner,
): Promise<string> {
  const convert = (runner: NotebookRunner) => runner.html(chartsAsHtml(notebook));
  const body = await (runner ? convert(runner) : withNotebookRunner(new AbortController().signal, convert));
  const library = await plotlyLibrary(chartsOf(notebook));
  return reportPage({ title, body: linksToPages(body), library });
}

/** Replaces links to notebooks of the same folder with links to their pages. */
function linksToPages(html: string): string {
  return html.replace(/(<a [^>]*?href="(?:\.\/)?[^":/#?]+)\.ipynb(?=["#?])/g, "$1.html");
}
