import { displayBundle } from "./display-bundle";
import { escapeHtml } from "./escape-html";

/**
 * Shows a sentence below the cell, as text to read.
 *
 * @example
 * displaySentence(readSessions(sessions));
 */
export function displaySentence(sentence: string): void {
  displayBundle({ "text/html": `<p>${escapeHtml(sentence)}</p>`, "text/plain": sentence });
}
