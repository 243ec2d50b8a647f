import { nbconvert } from "../jupyter/nbconvert";
import { joined, mapOutputs, type Notebook } from "../jupyter/notebook-file";
import { PLOTLY_MIME } from "../notebook/display-figure";
import { escapeHtml } from "../notebook/escape-html";
import { plotlyLibrary } from "../pictures/plotly-library";
import { REPORT_SCRIPT, REPORT_STYLE, REPORT_SWITCH } from "./report-page";

/**
 * A notebook with its outputs as one HTML page that needs nothing else: no network, no Jupyter. Its charts
 * are drawn by the library inside it.
 *
 * @param notebook an executed notebook
 * @param title the page's title
 */
export async function reportHtml(notebook: Notebook, title: string): Promise<string> {
  const drawable = { ...mapOutputs(notebook, chartAsHtml), metadata: { ...notebook.metadata, title } };
  const page = await nbconvert(["--to=html", "--stdin"], JSON.stringify(drawable));
  const [head = "", ...rest] = page.split("</head>");
  const library = `<script>${await plotlyLibrary()}</script>`;
  return [
    // nbconvert's page loads scripts for formulas, diagrams and widgets from the network; the report has none.
    head.replace(/<script[\s\S]*?<\/script>/g, ""),
    `${library}\n<style>${REPORT_STYLE}</style>\n</head>`,
    rest.join("</head>").replace(/<body[^>]*>/, (tag) => `${tag}\n${REPORT_SWITCH}`),
    `<script>${REPORT_SCRIPT}</script>\n`,
  ].join("");
}

/** A chart as an element that the page's script draws. */
function chartAsHtml<Shown extends { readonly data: Readonly<Record<string, unknown>> }>(
  output: Shown,
): Shown {
  const figure = output.data[PLOTLY_MIME];
  if (!figure) return output;
  const description = escapeHtml(joined(output.data["text/plain"] as string | string[]));
  // Inside a script only `<` could end it or start another.
  const json = JSON.stringify(figure).replaceAll("<", "\\u003c");
  const html = `<div class="chart" role="img" aria-label="${description}"><script type="application/json">${json}</script></div>`;
  return { ...output, data: { "text/html": html } };
}
