import { chartsOf } from "../notebooks/notebook-charts";
import type { Notebook } from "../notebooks/notebook-file";
import { type NotebookRunner, withNotebookRunner } from "../notebooks/notebook-runner";
import { plotlyLibrary } from "../pictures/plotly-library";
import { chartsAsHtml } from "./chart-html";
import { reportPage } from "./report-page";

/**
 * A notebook with its outputs as one HTML page that needs nothing else: no network, no Jupyter. Its charts
 * are drawn by the library inside it.
 *
 * @param notebook an executed notebook
 * @param title the page's title
 * @param runner a process of Jupyter's that runs already; without one, another is started
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

/** Links to other notebooks of the same folder lead to the pages of these. */
function linksToPages(html: string): string {
  return html.replace(/(<a [^>]*?href="(?:\.\/)?[^":/#?]+)\.ipynb(?=["#?])/g, "$1.html");
}
