import { PLOTLY_MIME } from "../../notebook/display-figure";
import { escapeHtml } from "../../notebook/escape-html";
import { joined, mapOutputs, type Notebook } from "../notebooks/notebook-file";

/** The notebook with each chart as an element of HTML that the report's script draws. */
export function chartsAsHtml(notebook: Notebook): Notebook {
  return mapOutputs(notebook, chartAsHtml);
}

function chartAsHtml<Shown extends { readonly data: Readonly<Record<string, unknown>> }>(
  output: Shown,
): Shown {
  const figure = output.data[PLOTLY_MIME];
  if (!figure) return output;
  const text = (output.data["text/plain"] ?? "A chart") as string | string[];
  const description = escapeHtml(joined(text));
  // Inside a script only `<` could end it or start another.
  const json = JSON.stringify(figure).replaceAll("<", "\\u003c");
  const html = `<div class="chart" role="img" aria-label="${description}"><script type="application/json">${json}</script></div>`;
  return { ...output, data: { "text/html": html } };
}
