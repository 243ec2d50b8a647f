import type { Data } from "plotly.js-dist";
import type { Rules } from "../dataset/rules";
import { expectedValue, intervalHover } from "./hover";
import { legendEntry } from "./interval-traces";
import { shownName } from "./shown-name";
import { INK } from "./template";
import { shares } from "./units";

/** The legend entry of the dotted lines that measured shares are compared with. */
export const BY_THE_RULES = "Expected by the rules";

/** The legend entry, if the rules have any of the sizes. */
export function byTheRulesEntry(sizes: readonly string[], rules: Rules): Data[] {
  const entry = legendEntry(BY_THE_RULES, { mode: "lines", line: { color: INK, width: 1.5, dash: "dot" } });
  return rules.sizes.some(({ size }) => sizes.includes(size)) ? [entry] : [];
}

/** The hover text of a measured share of a company size, and of the expected one if there is one. */
export function measuredHover(size: string, isExpected: boolean): string {
  const more = isExpected ? `, ${expectedValue(shares.format)}` : "";
  return intervalHover(shownName(size), shares.format, shares.format, more);
}
