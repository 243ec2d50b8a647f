import type { Control } from "../controls";
import { html } from "./dom";

/** A slider and a field for the same number. */
export interface ControlRow {
  readonly element: HTMLElement;
  /** Shows a value; `undefined` stands for that of the rules. */
  readonly show: (value: number | undefined) => void;
}

/**
 * Builds the row of a control: label, slider, field, and a line with the original value.
 *
 * @param onChange receives each valid value while the slider is moved or a number is typed
 */
export function controlRow(control: Control, id: string, onChange: (value: number) => void): ControlRow {
  const { slider, initial, least, most, unit, decimals, origin, was } = control;
  const range = html("input", { type: "range", id, ...slider });
  const field = html("input", {
    type: "number",
    min: least,
    max: most,
    step: 10 ** -decimals,
    inputmode: decimals > 0 ? "decimal" : "numeric",
    "aria-label": `${control.label}${control.labelEnd}, ${FIELD[unit]}`,
  });
  const note = html("span", { class: "note", id: `${id}-note` });
  range.setAttribute("aria-describedby", note.id);
  const labelEnd = html("span", { class: "heard" }, control.labelEnd);
  const label = html("label", { for: id }, control.label, labelEnd);
  const sign = (text: string) => html("span", { class: "unit", "aria-hidden": "true" }, text);
  const [before, after] = unit === "$" ? ["$", ""] : ["", unit];
  const fieldWithUnit = html("span", { class: "field" }, sign(before), field, sign(after));

  const show = (value: number | undefined, isTyping = false) => {
    const now = value ?? initial;
    range.value = String(now);
    range.setAttribute("aria-valuetext", control.inWords(now));
    if (!isTyping) field.value = now.toFixed(unit === "$" && Number.isInteger(now) ? 0 : decimals);
    field.removeAttribute("aria-invalid");
    note.textContent = value === undefined ? origin : `was ${was}`;
    note.title = note.textContent;
  };
  const change = (value: number, isTyping: boolean) => {
    show(value, isTyping);
    onChange(value);
  };
  range.addEventListener("input", () => {
    change(Math.min(most, Math.max(least, range.valueAsNumber)), false);
  });
  let valid = initial;
  field.addEventListener("focus", () => {
    valid = field.valueAsNumber;
  });
  field.addEventListener("input", () => {
    const value = field.valueAsNumber;
    if (isValid(control, value)) {
      valid = value;
      change(value, true);
    } else field.setAttribute("aria-invalid", "true");
  });
  // Discards invalid input.
  field.addEventListener("change", () => {
    if (isValid(control, field.valueAsNumber)) return;
    field.value = String(valid);
    field.removeAttribute("aria-invalid");
  });
  show(undefined);
  return {
    element: html(
      "div",
      { class: "control" },
      html("div", { class: "name" }, label, note),
      range,
      fieldWithUnit,
    ),
    show,
  };
}

const FIELD = { $: "US dollars", "%": "percent", "": "number" } as const;

function isValid({ least, most, decimals }: Control, value: number): boolean {
  return value >= least && value <= most && Number(value.toFixed(decimals)) === value;
}
