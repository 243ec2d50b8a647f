/** Longer names would leave no room for the chart. */
const LONGEST = 28;

/** The characters of tags, entities, template variables and formulas. */
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "%": "&#37;",
  $: "&#36;",
};

/**
 * A name for Plotly's legends and templates, in which its special characters are displayed and not interpreted. A long
 * name is cut in the middle, since names mostly differ at their ends.
 */
export function shownName(name: string): string {
  const characters = [...name];
  const short =
    characters.length <= LONGEST
      ? name
      : `${characters.slice(0, LONGEST - 10).join("")}…${characters.slice(-9).join("")}`;
  return escaped(short);
}

/** A text in which Plotly interprets nothing. */
export function escaped(text: string): string {
  return text.replace(/[&<>%$]/g, (character) => ENTITIES[character] ?? character);
}
