/**
 * Hides the keys of a control from the notebook, in which `x` cuts the cell and Ctrl-A selects all cells. Ctrl-S (Cmd-S) still saves it,
 * which the attribute `data-lm-suppress-shortcuts` would prevent.
 */
export function keepKeys(control: EventTarget): void {
  for (const type of ["keydown", "keypress", "keyup"])
    control.addEventListener(type, (event) => {
      if (event instanceof KeyboardEvent && !isSave(event)) event.stopPropagation();
    });
}

function isSave({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && key.toLowerCase() === "s";
}
