/** What the mouse is told of a value, in Plotly's form of it: what it is, and the value in a d3 format. */
export function valueHover(what: string, format: string, more = ""): string {
  return `${what} <b>%{y:${format}}</b>${more}<extra></extra>`;
}

/** Of a value whose `customdata` holds the low and the high end of its interval. */
export function intervalHover(what: string, format: string, endFormat = format, more = ""): string {
  return valueHover(what, format, ` (${ends(endFormat)})${more}`);
}

/** From the low to the high end in `customdata`. */
export function ends(format: string): string {
  return `%{customdata[0]:${format}} to %{customdata[1]:${format}}`;
}

/** What was expected, the third of `customdata`. */
export function expectedValue(format: string): string {
  return `expected %{customdata[2]:${format}}`;
}
