import { monthLabels } from "../dataset/month";
import type { CurrentDataset } from "../dataset/record";
import { counted, monthName, span } from "../text/numbers-in-words";

/** Digits of a fingerprint that tell datasets apart at a glance. */
const SHOWN_DIGITS = 12;

/**
 * The dataset in words: how many companies, which months, and what it was made from.
 *
 * @param dataset of `currentDataset`
 */
export function summarizeDataset({ rules, randomSeed, sessions, fingerprint }: CurrentDataset): string {
  const labels = monthLabels(rules.startMonth, rules.months);
  const [from = "", to = ""] = [labels[0], labels.at(-1)];
  const made = `${counted(rules.companies, "company", "companies")} and ${counted(sessions, "session")}`;
  const months = span(monthName(from), monthName(to));
  return `The dataset was generated from the seed "${randomSeed}": ${made} ${months}, fingerprint ${fingerprint.slice(0, SHOWN_DIGITS)}.`;
}
