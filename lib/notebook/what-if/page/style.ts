/**
 * The look of the panel. Text has the color of the surrounding page, and everything else stands out on white and on black, so that it
 * fits light notebooks, dark ones and reports.
 */
export const STYLE = `
:host { display: block; margin: 0.5rem 0 1rem; font: 14px/1.4 system-ui, sans-serif; color: var(--jp-content-font-color1, inherit); --dim: color-mix(in srgb, currentColor 70%, transparent); }
* { box-sizing: border-box; }
.groups { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: 0.75rem 1.5rem; }
fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; margin-bottom: 0.25rem; font-weight: 600; overflow-wrap: anywhere; }
.control { display: grid; grid-template-columns: 1fr auto; align-items: center; gap: 0 0.5rem; padding: 0.2rem 0; }
.name { grid-column: 1 / -1; display: flex; justify-content: space-between; align-items: baseline; gap: 0.5rem; }
.name label { position: relative; flex: none; }
input[type="range"] { width: 100%; height: 1.5rem; margin: 0; accent-color: #0072b2; accent-color: light-dark(#0072b2, #56b4e9); cursor: pointer; }
.field { display: inline-flex; align-items: baseline; gap: 0.2rem; white-space: nowrap; }
input[type="number"] { appearance: textfield; width: 5rem; padding: 0.15rem 0.35rem; font: inherit; font-variant-numeric: tabular-nums; text-align: right; color: inherit; background: transparent; border: 1px solid #767676; border-radius: 3px; }
input[aria-invalid="true"] { border-color: #d55e00; outline: 1px solid #d55e00; }
input[type="number"]::-webkit-inner-spin-button { appearance: none; margin: 0; }
.unit { width: 0.9em; color: var(--dim); }
.unit:first-child { text-align: right; }
.note { min-width: 0; padding-right: 1.1rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 12px; color: var(--dim); }
:is(input, button, summary, textarea):focus-visible { outline: 2px solid #0072b2; outline-offset: 2px; }
.sentence { margin: 0.75rem 0 0.5rem; font-size: 15px; font-weight: 600; min-height: 1.4em; text-wrap: pretty; }
.charts { display: grid; grid-template-columns: repeat(var(--columns, 1), minmax(0, 1fr)); gap: 0.5rem 24px; }
.chart svg { display: block; width: 100%; height: auto; }
.chart text[fill="#767676"] { fill: var(--dim); }
.chart text[font-size="18"] { fill: currentColor; }
/* On black, numbers are lighter. */
.chart text[fill="#0072b2"] { fill: light-dark(#0072b2, #56b4e9); }
.chart text[fill="#008661"] { fill: light-dark(#008661, #009e73); }
.key { display: flex; flex-wrap: wrap; gap: 0.1rem 1.25rem; margin: 0.25rem 0 0.5rem; font-size: 12px; color: var(--dim); }
.key span { display: inline-flex; align-items: center; gap: 0.4rem; }
.key svg { width: 24px; height: 10px; }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.75rem; margin-top: 0.5rem; }
.actions label { display: inline-flex; align-items: center; gap: 0.35rem; margin-left: auto; cursor: pointer; }
.actions label input { margin: 0; accent-color: #0072b2; accent-color: light-dark(#0072b2, #56b4e9); }
button { padding: 0.3rem 0.75rem; font: inherit; color: inherit; background: transparent; border: 1px solid #767676; border-radius: 4px; cursor: pointer; }
button:hover { border-color: #0072b2; box-shadow: inset 0 0 0 1px #0072b2; }
button:disabled { opacity: 0.5; cursor: default; border-color: #767676; box-shadow: none; }
.said { flex-basis: 100%; min-height: 1.4em; font-size: 12px; color: var(--dim); }
textarea { width: 100%; min-height: 9rem; font: 12px/1.5 ui-monospace, Menlo, Consolas, monospace; color: inherit; background: transparent; border: 1px solid #767676; }
details { margin-top: 0.25rem; }
summary { cursor: pointer; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 0.2rem 1rem 0.2rem 0; text-align: right; white-space: nowrap; font-weight: 400; border-bottom: 1px solid rgba(128, 128, 128, 0.25); }
thead th { font-weight: 600; border-bottom-color: #767676; }
th:first-child { text-align: left; }
.heard { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
@media print {
  .groups, .actions, textarea, details { display: none; }
  .chart { break-inside: avoid; }
}
`;
