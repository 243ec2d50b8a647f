import type { Data } from "plotly.js-dist";
import type { Rules } from "../rules/rules";
import { INK } from "./chart-template";
import { expectedValue, intervalHover } from "./hover";
import { legendEntry } from "./interval-traces";
import { shownName } from "./shown-name";
import { shares } from "./units";

/** What the legend calls the dotted lines that measured shares are held against. */
export const BY_THE_RULES = "Expected by the rules";

/** Their entry of the legend, if the rules know any of the sizes. */
export function byTheRulesEntry(sizes: readonly string[], rules: Rules): Data[] {
  const entry = legendEntry(BY_THE_RULES, { mode: "lines", line: { color: INK, width: 1.5, dash: "dot" } });
  return rules.sizes.some(({ size }) => sizes.includes(size)) ? [entry] : [];
}

/** What the mouse is told of a measured share of a company size, and of what the rules lead one to expect of it. */
export function measuredHover(size: string, isExpected: boolean): string {
  const more = isExpected ? `, ${expectedValue(shares.format)}` : "";
  return intervalHover(shownName(size), shares.format, shares.format, more);
}
