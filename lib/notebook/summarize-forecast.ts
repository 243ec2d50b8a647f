import { inWords } from "../../db/errors/user-error";
import type { MrrPerMonth } from "../metrics/mrr-per-month";
import type { ExpectedKpis } from "../model/expected-kpis";
import { count, counted, dollars, monthName, NO_DATA, percent, sum } from "../text/numbers-in-words";

/**
 * The forecast of customers in a sentence: how many companies of each size are expected to be active in the last month.
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
  const parts = rows
    .filter(({ month, active_companies }) => month === today && active_companies > 0)
    .map(({ company_size, active_companies }) => {
      const then = ahead.mrrPerMonth.find((row) => row.month === last && row.company_size === company_size);
      const { expected, low, high } = then?.active_companies ?? { expected: 0, low: 0, high: 0 };
      return `${count(Math.round(expected))} of the ${counted(active_companies, `${company_size} company`, `${company_size} companies`)} (95% prediction interval ${count(low)} to ${count(high)})`;
    });
  if (parts.length === 0)
    return `No company is active in ${monthName(today)}, and none is expected to be later.`;
  return `Expected to be still active in ${monthName(last)}: ${inWords(parts)}.`;
}

/**
 * The forecast of MRR in a sentence: in the last month, and what customers pay until then.
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
  if (!today || !last || !then) return NO_DATA;
  const now = sum(
    rows.filter(({ month }) => month === today),
    (row) => row.mrr,
  );
  if (now === 0) return `There is no MRR in ${monthName(today)}, and none is expected later.`;
  const all = sum(ahead.totalsPerMonth, ({ mrr }) => mrr.expected);
  const whole = (value: number) => dollars(Math.round(value));
  return `MRR is expected to go from ${dollars(now)} in ${monthName(today)} to ${whole(then.expected)} in ${monthName(last)} (95% prediction interval ${whole(then.low)} to ${whole(then.high)}), ${percent(then.expected, now)} of it; until then customers are expected to pay ${whole(all)}.`;
}

/** The last month with data, and the last month of the forecast. */
function ends(rows: readonly { readonly month: string }[], ahead: ExpectedKpis) {
  return { today: rows.at(-1)?.month, last: ahead.totalsPerMonth.at(-1)?.month };
}
