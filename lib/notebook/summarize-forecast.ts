import { inWords } from "../../db/errors/user-error";
import type { MrrPerMonth } from "../metrics/mrr-per-month";
import type { ExpectedKpis } from "../model/expected-kpis";
import {
  count,
  counted,
  dollars,
  monthName,
  NO_DATA,
  NO_PRICES,
  percent,
  sum,
} from "../text/numbers-in-words";
import { sizeWord } from "./summarize-against-expected";
import { describeNewCustomers } from "./summarize-fit";

/**
 * The forecast of customers in a sentence: how many companies of each size are expected to be active in the last month, and how many
 * are active now.
 *
 * @param rows of the KPI `mrrPerMonth`
 * @param ahead of `forecast`
 */
export function summarizeCustomerForecast(
  rows: readonly Omit<MrrPerMonth, "share">[],
  ahead: ExpectedKpis,
): string {
  const { today, last } = ends(rows, ahead);
  if (!today || !last) return NO_DATA;
  const now = new Map(rowsOf(rows, today));
  const then = new Map(rowsOf(ahead.mrrPerMonth, last));
  const sizes = [...new Set([...now.keys(), ...then.keys()])];
  const parts = sizes.flatMap((company_size) => {
    const word = sizeWord(company_size, sizes);
    const customers = now.get(company_size) ?? 0;
    const { expected, low, high } = then.get(company_size) ?? { expected: 0, low: 0, high: 0 };
    if (customers === 0 && high === 0) return [];
    return `${counted(Math.round(expected), `${word}company`, `${word}companies`)} (95% prediction interval ${count(low)} to ${count(high)}; ${count(customers)} in ${monthName(today)})`;
  });
  if (parts.length === 0)
    return `No company is active in ${monthName(today)}, and none is expected to be later.`;
  return `Expected customers in ${monthName(last)}: ${inWords(parts)}.${summarizeUncertainty(ahead)}`;
}

/**
 * The forecast of MRR in a sentence: MRR in the last month, and the sum that customers pay until then.
 *
 * @param rows of the KPI `mrrPerMonth`
 * @param ahead of `forecast`
 */
export function summarizeMrrForecast(
  rows: readonly Omit<MrrPerMonth, "share">[],
  ahead: ExpectedKpis,
): string {
  const { today, last } = ends(rows, ahead);
  const then = ahead.totalsPerMonth.at(-1)?.mrr;
  if (!today || !last || then === undefined) return NO_DATA;
  if (then === null) return NO_PRICES;
  const now = sum(
    rows.filter(({ month }) => month === today),
    (row) => row.mrr,
  );
  if (now === 0 && then.high === 0)
    return `There is no MRR in ${monthName(today)}, and none is expected later.`;
  const all = sum(ahead.totalsPerMonth, ({ mrr }) => mrr?.expected ?? 0);
  const whole = (value: number) => dollars(Math.round(value));
  const compared = now === 0 ? "compared with" : `${percent(then.expected, now)} of`;
  return `MRR in ${monthName(last)} is expected to be ${whole(then.expected)} (95% prediction interval ${whole(then.low)} to ${whole(then.high)}), ${compared} ${dollars(now)} in ${monthName(today)}; until then, customers are expected to pay ${whole(all)} in total.${summarizeUncertainty(ahead)}`;
}

/** What the intervals of fitted rules include. */
function summarizeUncertainty({ fit }: ExpectedKpis): string {
  if (!fit) return "";
  const { newCustomers } = fit;
  const goOn = newCustomers
    ? `New customers are assumed to continue: ${describeNewCustomers(newCustomers)}.`
    : "No new customers are assumed to sign up.";
  return ` The rules are fitted to the data, and the intervals include the uncertainty of the fit. ${goOn}`;
}

/** The active companies of each size in a month. */
function rowsOf<
  Row extends { readonly month: string; readonly company_size: string; readonly active_companies: unknown },
>(rows: readonly Row[], month: string): [size: string, active: Row["active_companies"]][] {
  return rows.filter((row) => row.month === month).map((row) => [row.company_size, row.active_companies]);
}

/** The last month with data, and the last month of the forecast. */
function ends(rows: readonly { readonly month: string }[], ahead: ExpectedKpis) {
  return { today: rows.at(-1)?.month, last: ahead.totalsPerMonth.at(-1)?.month };
}
