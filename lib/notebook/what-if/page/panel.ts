// The panel in the page, bundled into one script that needs neither kernel nor network.

import { type Rules, totalCompanies } from "../../../dataset/rules";
import { expectedCustomersAndMrr, predictCustomersAndMrr } from "../../../model/customers-and-mrr";
import { count } from "../../../text/numbers-in-words";
import { keepKeys } from "../../page/keep-keys";
import { type Control, changedRules, controlsOf, type Limits, withMonths } from "../controls";
import { predictionInWords } from "../prediction-in-words";
import { rulesAsJson, rulesAsTypeScript } from "../rules-text";
import { type ControlRow, controlRow } from "./control-row";
import { copyText } from "./copy-text";
import { html } from "./dom";
import { chartKey, columnsIn, numbersTable, predictionCharts, schemeOf } from "./panel-parts";
import { STYLE } from "./style";

/** The number of single startups to show. */
const STARTUPS = 100;
/** If two charts in a row take longer than the first, the next is drawn when the slider has rested for the second, in milliseconds. */
const [SLOW, REST] = [100, 150];
/** Screen readers read the sentence after this many milliseconds without a change. */
const QUIET = 700;

interface Given {
  readonly rules: Rules;
  readonly limits: Limits;
}

function startPanel(host: HTMLElement, { rules, limits }: Given): void {
  const changes = new Map<Control, number>();
  const changed = () => changedRules(rules, changes);
  const output = outputArea(host);
  let [last, fastest, rest, quiet] = [0, 0, 0, 0];

  const show = () => {
    const total = totalCompanies(changed());
    const isPossible = total <= limits.companies;
    for (const one of copies) one.disabled = !isPossible;
    if (!isPossible) {
      const most = count(limits.companies);
      output.refuse(
        `These rules have ${count(total)} companies in all months together; at most ${most} are possible.`,
      );
      return;
    }
    const start = performance.now();
    output.show(changed(), rules);
    const duration = performance.now() - start;
    [last, fastest] = [duration, Math.min(duration, last)];
  };
  const update = () => {
    clearTimeout(rest);
    clearTimeout(quiet);
    if (fastest > SLOW) rest = setTimeout(show, REST);
    else show();
    quiet = setTimeout(output.readAloud, QUIET);
  };

  const rows = new Map<Control, ControlRow>();
  for (const [index, control] of controlsOf(rules, limits).entries()) {
    const onChange = (value: number) => {
      changes.set(control, value);
      reset.disabled = false;
      update();
    };
    rows.set(control, controlRow(control, `control-${index}`, onChange));
  }
  const said = html("span", { class: "said", role: "status", "aria-live": "polite" });
  const text = html("textarea", { readonly: "", "aria-label": "The rules", hidden: "" });
  const copy = (name: string, textOf: (rules: Rules) => string, where: string) =>
    button(name, () => {
      void copyText(textOf(changed()), text).then((isCopied) => {
        said.textContent = isCopied
          ? `Copied. ${where}`
          : `The browser does not allow copying: copy the text below. ${where}`;
      });
    });
  const copies = [
    copy("Copy as TypeScript", rulesAsTypeScript, "Paste it into a cell."),
    copy("Copy as rules.json", rulesAsJson, "Save it as rules.json, for the option --rules."),
  ];
  const reset = button("Reset", () => {
    changes.clear();
    for (const row of rows.values()) row.show(undefined);
    reset.disabled = true;
    text.hidden = true;
    said.textContent = "";
    update();
  });
  reset.disabled = true;

  const actions = html("div", { class: "actions" }, ...copies, reset, output.fan, said);
  const root = host.attachShadow({ mode: "open" });
  const section = html(
    "section",
    { "aria-label": "What if" },
    groupsOf(rows),
    ...output.above,
    actions,
    text,
    output.below,
  );
  root.append(html("style", {}, STYLE), section);
  keepKeys(root);
  show();
  // The first time takes longer, because the browser compiles the simulation.
  [last, fastest] = [0, 0];
}

function groupsOf(rows: ReadonlyMap<Control, ControlRow>): HTMLElement {
  const names = [...new Set([...rows.keys()].map(({ group }) => group))];
  const groups = names.map((name) => {
    const ofGroup = [...rows].filter(([{ group }]) => group === name);
    return html("fieldset", {}, html("legend", {}, name), ...ofGroup.map(([, { element }]) => element));
  });
  return html("div", { class: "groups" }, ...groups);
}

function button(label: string, onClick: () => void): HTMLButtonElement {
  const element = html("button", { type: "button" }, label);
  element.addEventListener("click", onClick);
  return element;
}

/** The parts of the panel that show numbers. */
function outputArea(host: HTMLElement) {
  const sentence = html("p", { class: "sentence" });
  const heard = html("p", { class: "heard", role: "status", "aria-live": "polite" });
  const charts = html("div", { class: "charts" });
  const key = html("div", { class: "key" });
  const table = html("div", { class: "scroll" });
  const fan = html("input", { type: "checkbox" });
  let draw = () => {};
  let width = 0;

  const show = (rules: Rules, original: Rules) => {
    const before = withMonths(original, rules.months);
    const isChanged = JSON.stringify(before) !== JSON.stringify(rules);
    const without = isChanged ? expectedCustomersAndMrr(before) : [];
    const months = predictCustomersAndMrr(rules, STARTUPS);
    draw = () => {
      width = charts.clientWidth;
      host.style.colorScheme = schemeOf(host);
      charts.style.setProperty("--columns", String(columnsIn(width)));
      charts.replaceChildren(...predictionCharts({ months, without, hasFan: fan.checked, space: width }));
      key.replaceChildren(...chartKey(isChanged, fan.checked ? STARTUPS : 0));
    };
    draw();
    sentence.textContent = predictionInWords(months, without.at(-1)?.mrr);
    table.replaceChildren(numbersTable(months));
  };
  fan.addEventListener("change", () => draw());
  new ResizeObserver(() => {
    if (charts.clientWidth > 0 && charts.clientWidth !== width) draw();
  }).observe(charts);
  return {
    above: [sentence, heard, charts, key],
    fan: html("label", {}, fan, `Show ${STARTUPS} single startups`),
    below: html("details", {}, html("summary", {}, "Numbers per month"), table),
    show,
    refuse: (reason: string) => {
      sentence.textContent = reason;
    },
    readAloud: () => {
      heard.textContent = sentence.textContent;
    },
  };
}

/** The panels of the output to which the script belongs: JupyterLab and browsers run it where it is, VS Code at its end. */
function panelsAt(script: HTMLOrSVGScriptElement | null): HTMLElement[] {
  const output: ParentNode = script?.parentElement ?? document;
  return [...output.querySelectorAll<HTMLElement>("[data-what-if]")];
}

for (const host of panelsAt(document.currentScript)) {
  // The picture is shown until the first numbers are computed.
  setTimeout(() => {
    if (!host.shadowRoot) startPanel(host, JSON.parse(host.dataset.whatIf ?? ""));
  });
}
