import { displayBundle } from "./display-bundle";

/**
 * Escapes a text for the HTML of an output. It also wraps `$` and `\`, since JupyterLab would render the text between two of them
 * as a formula.
 */
export function htmlText(text: string): string {
  return escapeHtml(text).replace(/[$\\]/g, "<span>$&</span>");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes a text for HTML, between tags or as the value of an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * Shows a sentence below the cell.
 *
 * @example
 * const sessions = await sessionsPerMonth(db).execute();
 * displaySentence(summarizeSessions(sessions, expectedKpis(defaultRules)));
 */
export function displaySentence(sentence: string): void {
  displayBundle({ "text/html": `<p>${htmlText(sentence)}</p>`, "text/plain": sentence });
}
