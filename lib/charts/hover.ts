/** The hover template of a value: what it is, and the value in a d3 format. */
export function valueHover(what: string, format: string, more = ""): string {
  return `${what} <b>%{y:${format}}</b>${more}<extra></extra>`;
}

/** The hover template of a value with an interval, whose ends are in `customdata`. */
export function intervalHover(what: string, format: string, endFormat = format, more = ""): string {
  return valueHover(what, format, ` (${ends(endFormat)})${more}`);
}

/** Both ends of the interval in `customdata`. */
export function ends(format: string): string {
  return `%{customdata[0]:${format}} to %{customdata[1]:${format}}`;
}

/** The expected value, the third number in `customdata`. */
export function expectedValue(format: string): string {
  return `expected %{customdata[2]:${format}}`;
}
