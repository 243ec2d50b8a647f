import { inWords } from "../../db/errors/user-error";
import type { MrrPerMonth } from "../metrics/mrr-per-month";
import type { ExpectedKpis } from "../model/expected-kpis";
import { count, counted, dollars, monthName, NO_DATA, percent, sum } from "../text/numbers-in-words";

/**
 * The outlook of customers in words: how many there are of each size and how many of them are expected to be left in
 * the last month.
 *
 * @param rows of the KPI `mrrPerMonth`
 * @param ahead what to expect of the months after, from `outlook`
 */
export function summarizeCustomerForecast(rows: readonly MrrPerMonth[], ahead: ExpectedKpis): string {
  const { today, last } = ends(rows, ahead);
  if (!today || !last) return NO_DATA;
  const parts = rows
    .filter(({ month, active_companies }) => month === today && active_companies > 0)
    .map(({ company_size, active_companies }) => {
      const then = ahead.mrrPerMonth.find(
        (row) => row.month === last && row.company_size === company_size,
      )?.active_companies;
      const left = then
        ? `${count(Math.round(then.expected))} (${count(then.low)} to ${count(then.high)})`
        : "0";
      return `${left} of the ${counted(active_companies, `${company_size} company`, `${company_size} companies`)}`;
    });
  if (parts.length === 0)
    return `No customer is active in ${monthName(today)}, and none is to be expected later.`;
  return `Of the customers active in ${monthName(today)}, these are expected to be left in ${monthName(last)}, with 95% prediction intervals: ${inWords(parts)}.`;
}

/**
 * The outlook of MRR in words: of the last month, and of all months ahead together.
 *
 * @param rows of the KPI `mrrPerMonth`
 * @param ahead what to expect of the months after, from `outlook`
 */
export function summarizeMrrForecast(rows: readonly MrrPerMonth[], ahead: ExpectedKpis): string {
  const { today, last } = ends(rows, ahead);
  const then = ahead.totalsPerMonth.at(-1)?.mrr;
  if (!today || !last || !then) return NO_DATA;
  const now = sum(
    rows.filter(({ month }) => month === today),
    (row) => row.mrr,
  );
  if (now === 0) return `There is no revenue in ${monthName(today)}, and none is to be expected later.`;
  const all = sum(ahead.totalsPerMonth, ({ mrr }) => mrr.expected);
  const whole = (value: number) => dollars(Math.round(value));
  return `Monthly revenue is expected to go from ${dollars(now)} in ${monthName(today)} to ${whole(then.expected)} in ${monthName(last)} (95% prediction interval ${whole(then.low)} to ${whole(then.high)}), ${percent(then.expected, now)} of it; until then ${whole(all)} is expected to come in.`;
}

/** The last month there is data of, and the last one ahead. */
function ends(rows: readonly MrrPerMonth[], ahead: ExpectedKpis) {
  return { today: rows.at(-1)?.month, last: ahead.totalsPerMonth.at(-1)?.month };
}
