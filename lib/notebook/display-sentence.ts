import { displayBundle } from "./display-bundle";
import { htmlText } from "./html-text";

/**
 * Shows a sentence below the cell, as text to read.
 *
 * @example
 * displaySentence(readSessions(sessions));
 */
export function displaySentence(sentence: string): void {
  displayBundle({ "text/html": `<p>${htmlText(sentence)}</p>`, "text/plain": sentence });
}
