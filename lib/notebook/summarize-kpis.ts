import { inWords } from "../../db/errors/user-error";
import { shortFingerprint } from "../dataset/fingerprint";
import { monthLabels } from "../dataset/month";
import type { CurrentDataset } from "../dataset/record";
import type { ChurnedCustomersPerMonth } from "../metrics/churned-customers-per-month";
import type { MrrMovements } from "../metrics/mrr-movements";
import type { MrrPerMonth } from "../metrics/mrr-per-month";
import type { SessionsPerMonth } from "../metrics/sessions-per-month";
import type { ExpectedKpis } from "../model/expected-kpis";
import {
  change,
  count,
  counted,
  dollars,
  monthName,
  NO_DATA,
  NO_PRICES,
  percent,
  span,
  sum,
} from "../text/numbers-in-words";
import { summarizeAgainstExpected } from "./summarize-against-expected";

/**
 * The dataset in a sentence: its origin, companies, sessions and months.
 *
 * @param dataset of `currentDataset`
 */
export function summarizeDataset(dataset: CurrentDataset): string {
  const { companies, sessions, startMonth, months, fingerprint } = dataset;
  const labels = monthLabels(startMonth, months);
  const [from = "", to = ""] = [labels[0], labels.at(-1)];
  const rows = `${counted(companies, "company", "companies")} and ${counted(sessions, "session")}`;
  const proof = fingerprint === undefined ? "" : `, fingerprint ${shortFingerprint(fingerprint)}`;
  return `The dataset was ${originOf(dataset)}: ${rows} ${span(monthName(from), monthName(to))}${proof}.`;
}

function originOf({ randomSeed, importedFrom }: CurrentDataset): string {
  if (importedFrom) return `imported from ${inWords(importedFrom.files.map(({ name }) => name))}`;
  return randomSeed === undefined ? "inserted by hand" : `generated from the seed "${randomSeed}"`;
}

/**
 * Sessions in a sentence: the first and the last month, the share of each size, and whether the values agree with the predictions.
 *
 * @param rows one per month and company size, ordered by month
 * @param expected of `expectedKpis`
 */
export function summarizeSessions(
  rows: readonly Omit<SessionsPerMonth, "active_companies">[],
  expected: ExpectedKpis,
): string {
  const [first, last] = firstAndLast(rows, ({ sessions }) => sessions);
  if (!first || !last) return NO_DATA;
  const summary =
    first.month === last.month
      ? `${counted(last.total, "session")} in ${monthName(last.month)}`
      : `Sessions per month ${change(first.total, last.total)}, from ${count(first.total)} in ${monthName(first.month)} to ${count(last.total)} in ${monthName(last.month)}`;
  const parts = last.rows.map(
    ({ company_size, sessions }) => `${percent(sessions, last.total)} by ${company_size} companies`,
  );
  const bySize = last.total === 0 || parts.length === 1 ? "" : `; of these, ${inWords(parts)}`;
  const comparison = summarizeAgainstExpected(
    rows,
    expected.sessionsPerMonth,
    ({ sessions }, { sessions: predicted, active_companies: active }) => ({
      observed: sessions,
      expected: predicted,
      // A company has at most twice the base, and on average at least the base.
      perCompany: active.expected === 0 ? 0 : (2 * predicted.expected) / active.expected,
      format: count,
    }),
    expected,
  );
  return `${summary}${bySize}. ${comparison}`.trim();
}

/**
 * Churned customers in a sentence: the total, by size, the worst month, and whether the values agree with the predictions.
 *
 * @param rows one per month and company size, ordered by month
 * @param expected of `expectedKpis`
 */
export function summarizeChurnedCustomers(
  rows: readonly Omit<ChurnedCustomersPerMonth, "churned_to_date">[],
  expected: ExpectedKpis,
): string {
  const months = byMonth(rows, ({ churned }) => churned);
  const to = months.at(-1)?.month;
  if (!to) return NO_DATA;
  const total = sum(months, (month) => month.total);
  const sizes = [...new Set(rows.map(({ company_size }) => company_size))].map(
    (size) =>
      `${count(
        sum(
          rows.filter((row) => row.company_size === size),
          (row) => row.churned,
        ),
      )} ${size}`,
  );
  const worst = highest(months);
  const summary = [
    // Not "companies", since one that returns can churn again.
    `By the end of ${monthName(to)}, customers have churned ${total === 1 ? "once" : `${count(total)} times`}`,
    sizes.length === 1 || total === 0 ? "" : ` (${inWords(sizes)})`,
    months.length === 1 || total === 0
      ? ""
      : `; the worst month was ${monthName(worst.month)}, with ${count(worst.total)}`,
  ].join("");
  const comparison = summarizeAgainstExpected(
    rows,
    expected.churnedCustomersPerMonth,
    ({ churned }, predicted) => ({
      observed: churned,
      expected: predicted.churned,
      perCompany: 1,
      format: count,
    }),
    expected,
  );
  return `${summary}. ${comparison}`.trim();
}

/**
 * MRR in a sentence: the first and the last month, the share of each size in customers and MRR, and whether the values agree with the
 * predictions. Unless all prices are known, it says that there is no MRR.
 *
 * @param rows one per month and company size, ordered by month
 * @param expected of `expectedKpis`
 */
export function summarizeMrr(rows: readonly Omit<MrrPerMonth, "share">[], expected: ExpectedKpis): string {
  const [first, last] = firstAndLast(rows, ({ mrr }) => mrr);
  if (!first || !last) return NO_DATA;
  if (rows.some(({ mrr }) => mrr === null)) return NO_PRICES;
  const summary =
    first.month === last.month
      ? `MRR was ${dollars(last.total)} in ${monthName(last.month)}`
      : `MRR ${change(first.total, last.total)}, from ${dollars(first.total)} in ${monthName(first.month)} to ${dollars(last.total)} in ${monthName(last.month)}`;
  const active = sum(last.rows, (row) => row.active_companies);
  const parts = last.rows.map(
    ({ company_size, active_companies, mrr }, index) =>
      `${company_size} companies (${percent(active_companies, active)}${index === 0 ? " of the customers" : ""}) pay ${percent(mrr ?? 0, last.total)}`,
  );
  const bySize = last.total === 0 || parts.length === 1 ? "" : `; in that month, ${inWords(parts)}`;
  const comparison = summarizeAgainstExpected(
    rows,
    expected.mrrPerMonth.flatMap((row) => (row.mrr ? { ...row, mrr: row.mrr } : [])),
    ({ mrr }, { mrr: predicted, active_companies }) => ({
      observed: mrr ?? 0,
      expected: predicted,
      perCompany: active_companies.expected === 0 ? 0 : predicted.expected / active_companies.expected,
      format: dollars,
    }),
    expected,
  );
  return `${summary}${bySize}. ${comparison}`.trim();
}

/**
 * MRR movements in a sentence: the MRR of sign-ups and returns, how much of it is left, and the costliest month. Unless all prices
 * are known, it says that there is no MRR.
 *
 * @param rows of the query `mrrMovements`
 */
export function summarizeMrrMovements(rows: readonly MrrMovements[]): string {
  const [first, last] = firstAndLast(rows, ({ closing_mrr }) => closing_mrr);
  if (!first || !last) return NO_DATA;
  if (rows.some(({ closing_mrr }) => closing_mrr === null)) return NO_PRICES;
  const signedUp = sum(rows, (row) => row.new_mrr);
  const months = span(monthName(first.month), monthName(last.month));
  if (signedUp === 0) return `No MRR was signed up ${months}.`;
  const losses = byMonth(rows, ({ churned_mrr }) => churned_mrr);
  const worst = highest(losses);
  const signedUpAtFirst = sum(first.rows, (row) => row.new_mrr);
  const returned = sum(rows, (row) => row.reactivated_mrr);
  const summary =
    signedUp === signedUpAtFirst && returned === 0
      ? `Of the ${dollars(signedUp)} of MRR signed up in ${monthName(first.month)}, ${dollars(last.total)} (${percent(last.total, signedUp)}) is left after ${counted(losses.length, "month")}`
      : `Sign-ups added ${dollars(signedUp)} of MRR${returned > 0 ? ` and returns ${dollars(returned)}` : ""}, and churn removed ${dollars(sum(losses, ({ total }) => total))} ${months}, which leaves ${dollars(last.total)}`;
  if (worst.total === 0 || losses.length === 1) return `${summary}.`;
  return `${summary}; the costliest month was ${monthName(worst.month)}, with ${dollars(worst.total)} lost.`;
}

/** The rows of a month and the total of one number over them. */
interface MonthTotal<Row> {
  readonly month: string;
  readonly rows: readonly Row[];
  readonly total: number;
}

function byMonth<Row extends { readonly month: string }>(
  rows: readonly Row[],
  value: (row: Row) => number | null,
): MonthTotal<Row>[] {
  return [...new Set(rows.map(({ month }) => month))].map((month) => {
    const ofMonth = rows.filter((row) => row.month === month);
    return { month, rows: ofMonth, total: sum(ofMonth, value) };
  });
}

function firstAndLast<Row extends { readonly month: string }>(
  rows: readonly Row[],
  value: (row: Row) => number | null,
): [first: MonthTotal<Row> | undefined, last: MonthTotal<Row> | undefined] {
  const months = byMonth(rows, value);
  return [months[0], months.at(-1)];
}

/** The first of the months with the highest total; there is at least one month. */
function highest<Row>(months: readonly MonthTotal<Row>[]): MonthTotal<Row> {
  return months.reduce((most, month) => (month.total > most.total ? month : most));
}
