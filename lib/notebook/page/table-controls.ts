// lib/notebook/page: code that runs in the page below an output, not in the kernel. Each output has its own copy, so that it works
// when cells are moved and others cleared.

import { cellStyle } from "../cell-style";
import type { SentTable } from "../sent-table";
import { keepKeys } from "./keep-keys";

/** `tableScript` writes it before this script. */
declare const SENT: SentTable;

/** Twelve months can be read faster than a word can be typed. */
const FILTER_FROM = 16;

/** The colors are those of the surrounding text, so they fit light pages, dark ones and paper. */
const STYLE = `
.table-bar { display: flex; gap: 1em; align-items: baseline; margin: 0.5em 0 1em; font-size: 0.9em; }
.table-bar input { width: 14em; padding: 0.2em 0.5em; border: 1px solid; border-radius: 3px; background: none; color: inherit; font: inherit; opacity: 0.7; }
.table-bar ::placeholder { color: inherit; }
.table-bar button, .table-heading { all: unset; cursor: pointer; }
.table-bar button, .table-heading:hover { text-decoration: underline; }
.table-bar :focus-visible, .table-heading:focus-visible { outline: 2px solid; opacity: 1; }
.table-heading { position: relative; display: inline-block; }
[align=right] > .table-heading { padding-left: 1em; }
[align=left] > .table-heading { padding-right: 1em; }
.table-heading::before, .table-heading::after { position: absolute; bottom: 0.3em; font-size: 0.7em; opacity: 0; }
.table-heading::before { left: 0; }
.table-heading::after { right: 0; }
[align=right] > .table-heading::before, [align=left] > .table-heading::after { content: "▲"; content: "▲" / ""; }
.table-heading:is(:hover, :focus-visible)::before, .table-heading:is(:hover, :focus-visible)::after { opacity: 0.5; }
[aria-sort] > .table-heading::before, [aria-sort] > .table-heading::after { opacity: 1; }
[aria-sort=descending] > .table-heading::before, [aria-sort=descending] > .table-heading::after { transform: scaleY(-1); }
@media print {
  .table-bar :is(input, button), .table-bar:not(:has(output:not(.all))), .table-heading::before, .table-heading::after { display: none; }
  /* Chromium repeats no headings with buttons. */
  .table-heading { display: contents; }
}
`;

/** Which rows are shown, and in which order. */
interface View {
  word: string;
  column: number | undefined;
  direction: "ascending" | "descending";
}

const table = document.currentScript?.parentElement?.querySelector("table");
if (table) addControls(table, SENT);

/** Turns the headings into buttons that sort, and adds a filter above the table, a count and a CSV file below it. */
function addControls(table: HTMLTableElement, sent: SentTable): void {
  const [body] = table.tBodies;
  if (!body) return;
  const limit = body.rows.length;
  const [example] = body.rows;
  const rows = [...body.rows, ...sent.texts.map((texts) => rowLike(example, texts))];
  const words = rows.map(({ cells }) =>
    [...cells]
      .map((cell) => cell.textContent)
      .join("\n")
      .toLowerCase(),
  );
  const view: View = { word: "", column: undefined, direction: "ascending" };
  let found: number[] = [];

  const note = element("output", {});
  const update = () => {
    const matching = [...rows.keys()].filter((row) => words[row]?.includes(view.word));
    found = inOrder(matching, sent.ranks, view);
    body.replaceChildren(...found.slice(0, limit).flatMap((row) => rows[row] ?? []));
    note.value = noteOf(view, { found: found.length, limit, sent: rows.length, all: sent.rows });
    // A complete table on paper needs no number of rows.
    note.className = found.length === sent.rows && limit === sent.rows ? "all" : "";
  };
  const lines = () => [0, ...found.map((row) => row + 1)].map((line) => `${sent.csv[line]}\r\n`);
  addSorting(table, view, update);
  if (rows.length >= FILTER_FROM) table.before(bar(filterBox(view, update)));
  // Replaces the sentence shown without scripts.
  if (limit < sent.rows) table.nextElementSibling?.remove();
  table.after(bar(note, ...(sent.csv.length > 0 ? [csvButton(lines)] : [])));
  table.before(element("style", { textContent: STYLE }));
  update();
}

/** Creates a row that looks like another one. */
function rowLike(example: HTMLTableRowElement | undefined, texts: readonly string[]): HTMLTableRowElement {
  const row = element("tr", {});
  for (const [column, text] of texts.entries()) {
    const align = example?.cells[column]?.align ?? "";
    const cell = element("td", { align, textContent: text });
    cell.style.cssText = cellStyle(align, text);
    row.append(cell);
  }
  return row;
}

/** The rows sorted by their ranks in the chosen column; empty values are last in either direction. */
function inOrder(rows: readonly number[], ranks: SentTable["ranks"], { column, direction }: View): number[] {
  const rank = column === undefined ? undefined : ranks[column];
  if (!rank) return [...rows];
  const sign = direction === "ascending" ? 1 : -1;
  const isEmpty = (row: number) => Number(rank[row] === null);
  return [...rows].sort((a, b) => isEmpty(a) - isEmpty(b) || sign * ((rank[a] ?? 0) - (rank[b] ?? 0)));
}

/** Up, down, and back to the order in which the rows came. */
function addSorting(table: HTMLTableElement, view: View, update: () => void): void {
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])];
  for (const [column, heading] of headings.entries()) {
    const button = element("button", { type: "button", className: "table-heading", title: "Sort" });
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const isDown = view.column === column && view.direction === "ascending";
      const isBack = view.column === column && view.direction === "descending";
      view.column = isBack ? undefined : column;
      view.direction = isDown ? "descending" : "ascending";
      for (const other of headings) other.ariaSort = null;
      if (!isBack) heading.ariaSort = view.direction;
      update();
    });
  }
}

function filterBox(view: View, update: () => void): HTMLInputElement {
  const box = element("input", {
    type: "search",
    placeholder: "Filter",
    ariaLabel: "Show rows with this word",
  });
  box.addEventListener("input", () => {
    view.word = box.value.trim().toLowerCase();
    update();
  });
  return box;
}

function csvButton(lines: () => readonly string[]): HTMLButtonElement {
  const title = "Download these rows as a CSV file";
  const button = element("button", { type: "button", textContent: "CSV", title });
  button.addEventListener("click", () => {
    const text = lines().join("");
    // Excel needs a byte order mark to recognize UTF-8.
    const parts = /[^\0-\x7f]/.test(text) ? ["\ufeff", text] : [text];
    const href = URL.createObjectURL(new Blob(parts, { type: "text/csv" }));
    const link = element("a", { href, download: "table.csv" });
    button.after(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  });
  return button;
}

/** How many rows there are, which of them were sent, and how many are shown. */
function noteOf(
  { word, column }: View,
  counts: { readonly found: number; readonly limit: number; readonly sent: number; readonly all: number },
): string {
  const [found, limit, sent, all] = [counts.found, counts.limit, counts.sent, counts.all].map((count) =>
    count.toLocaleString("en-US"),
  );
  const covered = counts.sent < counts.all ? `the first ${sent} of ${all} rows` : `${all} rows`;
  const cut = counts.found > counts.limit ? `; ${limit} are shown` : "";
  if (word) return `${found} of ${covered} match${cut}.`;
  if (counts.sent < counts.all && column !== undefined) return `Sorted: ${covered}${cut}.`;
  if (counts.limit === counts.all) return `${all} rows`;
  const first = `The first ${limit} of ${all} rows`;
  return counts.sent < counts.all ? `${first}; sorting and filtering cover the first ${sent}.` : `${first}.`;
}

function bar(...controls: readonly HTMLElement[]): HTMLElement {
  const line = element("div", { className: "table-bar" });
  line.append(...controls);
  return line;
}

/** Creates an element. A control keeps its keys, or Enter would edit the cell, and `d` pressed twice delete it. */
function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  if (made.tabIndex >= 0) keepKeys(made);
  return made;
}
