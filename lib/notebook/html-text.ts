import { escapeHtml } from "./escape-html";

/**
 * A text made to stand in the HTML of an output as it is. Beside HTML's own characters this minds `$` and `\`:
 * JupyterLab takes what stands between two of them for a formula, unless an element keeps them apart.
 */
export function htmlText(text: string): string {
  return escapeHtml(text).replace(/[$\\]/g, "<span>$&</span>");
}
