import { paletteColor } from "../../charts/colors";
import { checkRules, MAX_COMPANIES, MAX_MONTHS, MAX_PRICE } from "../../dataset/check-rules";
import type { Rules } from "../../dataset/rules";
import { type CustomersAndMrr, predictCustomersAndMrr } from "../../model/customers-and-mrr";
import { mapPrediction } from "../../stats/prediction";
import { displayBundle, type MimeBundle } from "../display-bundle";
import { htmlTable } from "../display-table";
import { escapeHtml, htmlText } from "../html-text";
import { pageScript } from "../page-script";
import type { Limits } from "./controls";
import { predictionInWords } from "./prediction-in-words";
import type { Tree } from "./tree";
import { whatIfChart } from "./what-if-chart";

/**
 * Shows a panel below the cell that answers *what if*: sliders for companies, new customers per month, months, and the price and
 * churn rate of each size, above the MRR and customers that the rules predict, with 95% prediction intervals.
 *
 * The page itself computes the predictions, with the simulation of `expectedKpis`, so the panel needs neither kernel nor network: it
 * also works in the saved notebook and in the report. Its numbers equal those of `expectedKpis`, `expectedSaasMetrics` and
 * `simulateStartups`. *Copy as TypeScript* copies the changed rules as a cell, *Copy as rules.json* as a file for `--rules`. A rule
 * does not change until its slider is moved: churn that follows from sessions, rates that differ between companies (the slider
 * moves their mean), lists of new customers, and growth.
 *
 * If scripts do not run, as in untrusted notebooks or on code hosts, a picture and a table show the predictions of `rules`.
 *
 * @throws UserError if a rule is broken
 *
 * @example
 * displayWhatIf(defaultRules);
 */
export function displayWhatIf(rules: Rules): void {
  displayBundle(whatIfPanel(checkRules(rules)));
}

const LIMITS: Limits = { companies: MAX_COMPANIES, price: MAX_PRICE, months: MAX_MONTHS };

/** The code for the page, which includes the simulation. */
const PANEL = "what-if/page/panel.ts";
const NOTICE = "/*! Contains seedrandom, Copyright 2019 David Bau, MIT License */";

/** The panel as an output. */
export function whatIfPanel(rules: Rules): MimeBundle {
  const months = predictCustomersAndMrr(rules);
  const sentence = predictionInWords(months);
  const given = escapeHtml(JSON.stringify({ rules, limits: LIMITS }));
  return {
    "text/html": [
      `<div data-what-if="${given}">`,
      `<p>${htmlText(sentence)}</p>`,
      `<p><img alt="${escapeHtml(sentence)}" src="${picture(months)}"></p>`,
      htmlTable(
        months.map(({ month, customers, mrr }) => ({
          month,
          customers: mapPrediction(customers, (value) => Math.round(10 * value) / 10),
          mrr: mapPrediction(mrr, Math.round),
        })),
      ),
      "<p>In the report, and in Jupyter if you trust this file, sliders change these numbers.</p>",
      "</div>",
      `<script>${pageScript(PANEL, NOTICE)}</script>`,
    ].join("\n"),
    "text/plain": sentence,
  };
}

/** The MRR as a picture in a data URL, which code hosts and JupyterLab keep when they remove scripts and inline SVG. */
function picture(months: readonly CustomersAndMrr[]): string {
  const svg = markup(
    whatIfChart({
      title: "MRR per month",
      subtitle: "Expected, with 95% prediction interval",
      unit: "US dollars",
      color: paletteColor(2),
      months: months.map(({ month }) => month),
      predictions: months.map(({ mrr }) => mrr),
      width: 640,
    }),
  );
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}

function markup({ tag, attributes, children }: Tree): string {
  const given = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeHtml(String(value))}"`);
  const inside = children.map((child) => (typeof child === "string" ? escapeHtml(child) : markup(child)));
  return `<${tag}${given.join("")}>${inside.join("")}</${tag}>`;
}
