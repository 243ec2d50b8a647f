/** A name as Plotly shows it: what looks like a tag is shown, not obeyed. */
export function plainText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
