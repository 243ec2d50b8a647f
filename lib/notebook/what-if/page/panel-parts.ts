import { INK, paletteColor } from "../../../charts/colors";
import type { CustomersAndMrr, ExpectedCustomersAndMrr } from "../../../model/customers-and-mrr";
import type { Prediction } from "../../../stats/prediction";
import { count, monthName } from "../../../text/numbers-in-words";
import { whole } from "../prediction-in-words";
import { type Tree, tree } from "../tree";
import { whatIfChart } from "../what-if-chart";
import { elementOf, html } from "./dom";

/** The narrowest chart that has room for its labels, and the gap between two side by side; pixels. */
const [NARROWEST, GAP] = [330, 24];
/** The width of a page that has not been laid out. */
const USUAL = 640;

/** What the charts show. */
export interface ShownPrediction {
  readonly months: readonly CustomersAndMrr[];
  /** The expected values without the changes; empty if there are none. */
  readonly without: readonly ExpectedCustomersAndMrr[];
  readonly hasFan: boolean;
  /** The width of the page in pixels; 0 before it has been laid out. */
  readonly space: number;
}

/** How many charts fit side by side. */
export function columnsIn(space: number): number {
  return space >= 2 * NARROWEST + GAP ? 2 : 1;
}

/** The charts of MRR and customers. The table has the same numbers, for screen readers. */
export function predictionCharts({ months, without, hasFan, space }: ShownPrediction): Element[] {
  const shared = {
    subtitle: "Expected, with 95% prediction interval",
    months: months.map(({ month }) => month),
    width: Math.floor(Math.max(NARROWEST, ((space || USUAL) + GAP) / columnsIn(space) - GAP)),
  };
  const ofMrr = {
    title: "MRR per month",
    unit: "US dollars",
    color: paletteColor(2),
    predictions: months.map(({ mrr }) => mrr),
    before: without.map(({ mrr }) => mrr),
    startups: hasFan ? months.map(({ mrrOfStartups }) => mrrOfStartups) : [],
  } as const;
  const ofCustomers = {
    title: "Customers per month",
    unit: "count",
    color: paletteColor(0),
    predictions: months.map(({ customers }) => customers),
    before: without.map(({ customers }) => customers),
  } as const;
  return [ofMrr, ofCustomers].map((chart) => {
    const svg = elementOf(whatIfChart({ ...shared, ...chart }));
    svg.setAttribute("aria-hidden", "true");
    return html("div", { class: "chart" }, svg);
  });
}

/** Dark sliders if the text is light, whatever the theme of the page. */
export function schemeOf(element: Element): "light" | "dark" {
  const channels = getComputedStyle(element).color.match(/[\d.]+/g) ?? [];
  const [red = 0, green = 0, blue = 0] = channels.map(Number);
  return red + green + blue > 3 * 128 ? "dark" : "light";
}

/** What the lines and the band of the charts mean. */
export function chartKey(isChanged: boolean, startups: number): Element[] {
  const entry = (name: string, mark: Tree) =>
    html("span", {}, elementOf(tree("svg", { viewBox: "0 0 24 10", "aria-hidden": "true" }, mark)), name);
  const line = (attributes: Tree["attributes"]) =>
    tree("path", { d: "M0,5H24", fill: "none", stroke: INK, ...attributes });
  return [
    entry("expected", line({ "stroke-width": 2, "stroke-dasharray": "7 4" })),
    entry("95% prediction interval", tree("rect", { width: 24, height: 10, fill: INK, "fill-opacity": 0.3 })),
    ...(isChanged
      ? [entry("without the changes", line({ "stroke-width": 1.5, "stroke-dasharray": "1.5 4" }))]
      : []),
    ...(startups > 0 ? [entry(`${startups} simulated startups`, line({ opacity: 0.5 }))] : []),
  ];
}

/** All numbers of the charts; `data-value` has them to the last digit. */
export function numbersTable(months: readonly CustomersAndMrr[]): HTMLTableElement {
  const head = ["Month", "Customers", "low", "high", "MRR", "low", "high"].map((name) =>
    html("th", { scope: "col" }, name),
  );
  const cells = ({ expected, low, high }: Prediction, format: (value: number) => string) =>
    [expected, low, high].map((value) => html("td", { "data-value": value }, format(value)));
  const rows = months.map(({ month, customers, mrr }) =>
    html(
      "tr",
      {},
      html("th", { scope: "row" }, monthName(month)),
      ...cells(customers, (value) => count(Math.round(10 * value) / 10)),
      ...cells(mrr, whole),
    ),
  );
  return html("table", {}, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...rows));
}
