import { monthLabels } from "../rules/month";
import type { CurrentDataset } from "../seed/current-dataset";
import { counted, monthName, span } from "./numbers-in-words";

/** Digits of a fingerprint that tell datasets apart at a glance. */
const SHOWN_DIGITS = 12;

/**
 * The dataset in words: how many companies, which months, and what it was made from.
 *
 * @param dataset of `currentDataset`
 */
export function readDataset({ rules, seed, sessions, fingerprint }: CurrentDataset): string {
  const months = monthLabels(rules.startMonth, rules.months);
  const [from = "", to = ""] = [months[0], months.at(-1)];
  return `The database holds ${counted(rules.companies, "company and its", "companies and their")} ${counted(sessions, "session", "sessions")} ${span(monthName(from), monthName(to))}, made from the seed "${seed}", fingerprint ${fingerprint.slice(0, SHOWN_DIGITS)}.`;
}
