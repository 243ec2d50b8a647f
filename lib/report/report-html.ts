import { nbconvert } from "../jupyter/nbconvert";
import type { Notebook } from "../jupyter/notebook-file";
import { plotlyLibrary } from "../pictures/plotly-library";
import { chartsAsHtml } from "./chart-html";
import { reportPage } from "./report-page";

/**
 * A notebook with its outputs as one HTML page that needs nothing else: no network, no Jupyter. Its charts
 * are drawn by the library inside it.
 *
 * @param notebook an executed notebook
 * @param title the page's title
 */
export async function reportHtml(notebook: Notebook, title: string): Promise<string> {
  const drawable = { ...chartsAsHtml(notebook), metadata: { ...notebook.metadata, title } };
  const page = await nbconvert(["--to=html", "--stdin"], JSON.stringify(drawable));
  return reportPage(page, await plotlyLibrary());
}
