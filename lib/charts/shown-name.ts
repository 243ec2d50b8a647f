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
 * A name for Plotly's legends and templates, with special characters escaped. A long name is cut in the middle, since names mostly
 * differ at their ends.
 */
export function shownName(name: string, longest = LONGEST): string {
  const characters = [...name];
  const end = Math.floor(longest / 3);
  const short =
    characters.length <= longest
      ? name
      : `${characters.slice(0, longest - end - 1).join("")}…${characters.slice(-end).join("")}`;
  return escaped(short);
}

/** A text in which Plotly interprets nothing. */
export function escaped(text: string): string {
  return text.replace(/[&<>%$]/g, (character) => ENTITIES[character] ?? character);
}
