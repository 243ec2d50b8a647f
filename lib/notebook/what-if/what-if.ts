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
 * Shows a panel below the cell that answers *what if*: sliders for the companies, the new customers per month, the months, and the
 * price and churn rate of each size, over the MRR and the customers that the rules predict, with 95% prediction intervals.
 *
 * The page itself computes them, with the simulation of `expectedKpis`, so that the panel needs no kernel and no network: it works
 * in the saved notebook and in the report as well, and its numbers are those of `expectedKpis`, `expectedSaasMetrics` and
 * `simulateStartups`, to the digit. *Copy as TypeScript* copies the changed rules as a cell, *Copy as rules.json* as a file for
 * `--rules`. A rule stays as it is until its slider is moved: churn that follows from the sessions, rates that differ between
 * companies (the slider moves their mean), lists of new customers and growth.
 *
 * Where scripts do not run, as in an untrusted notebook or on a code host, a picture and a table show the predictions of `rules`.
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

/** The page's code with the simulation. */
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
      "<p>In Jupyter, if you trust this file, and in the report, sliders change these numbers.</p>",
      "</div>",
      `<script>${pageScript(PANEL, NOTICE)}</script>`,
    ].join("\n"),
    "text/plain": sentence,
  };
}

/** The MRR as a picture in an address, which code hosts and JupyterLab keep where they remove scripts and inline SVG. */
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
