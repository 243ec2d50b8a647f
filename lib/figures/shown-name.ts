/** A longer name would take the room of the chart. */
const LONGEST = 28;

/** What Plotly would take for a tag, an entity, a variable of a template or a formula. */
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "%": "&#37;",
  $: "&#36;",
};

/**
 * A name as Plotly shows it, in its legend and within its templates: what has a meaning there is shown, not obeyed. A
 * long name keeps its beginning and its end, in which names mostly differ.
 */
export function shownName(name: string): string {
  const characters = [...name];
  const short =
    characters.length <= LONGEST
      ? name
      : `${characters.slice(0, LONGEST - 10).join("")}…${characters.slice(-9).join("")}`;
  return short.replace(/[&<>%$]/g, (character) => ENTITIES[character] ?? character);
}
