import type { CohortRow } from "../metrics/cohorts";
import type { SaasMetricsPerMonth } from "../metrics/saas-metrics";
import {
  change,
  count,
  counted,
  dollars,
  monthName,
  NO_DATA,
  NO_PRICES,
  percent,
  rate,
  sum,
} from "../text/numbers-in-words";

/**
 * The SaaS metrics in a few sentences: customers, MRR and ARPA of the last month compared with 12 months before (or the first
 * month); the churn in between; net retention and the quick ratio of the last month. Without prices, customers and their churn.
 *
 * @param rows of the query `saasMetricsPerMonth`, of which those of all sizes together are used
 */
export function summarizeSaasMetrics(rows: readonly SaasMetricsPerMonth[]): string {
  const months = rows.filter(({ company_size }) => company_size === "all").slice(-13);
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) return NO_DATA;
  const noPrices = last.mrr === null ? NO_PRICES : "";
  const sentences =
    first === last
      ? [inMonth(last), churnOf(months), noPrices]
      : [changes(first, last), churnOf(months.slice(1)), netRetention(last), quickRatio(last), noPrices];
  return sentences.filter(Boolean).join(" ");
}

function inMonth({ month, customers, mrr, arpa }: SaasMetricsPerMonth): string {
  if (customers === 0) return `In ${monthName(month)} there are no customers.`;
  if (mrr === null || arpa === null)
    return `In ${monthName(month)} there ${customers === 1 ? "is" : "are"} ${counted(customers, "customer")}.`;
  return `In ${monthName(month)}, ${counted(customers, "customer pays", "customers pay")} ${dollars(mrr)} of MRR, ${dollars(arpa)} on average.`;
}

function changes(first: SaasMetricsPerMonth, last: SaasMetricsPerMonth): string {
  const customers = `customers ${changeTo(first.customers, last.customers, count)}`;
  const mrr =
    first.mrr === null || last.mrr === null ? "" : ` and MRR ${changeTo(first.mrr, last.mrr, dollars)}`;
  const arpa =
    first.arpa === null || last.arpa === null ? "" : `; ARPA ${changeTo(first.arpa, last.arpa, dollars)}`;
  return `From ${monthName(first.month)} to ${monthName(last.month)}, ${customers}${mrr}${arpa}.`;
}

function changeTo(from: number, to: number, format: (value: number) => string): string {
  return `${change(from, to)}${from === to ? ", at" : " to"} ${format(to)}`;
}

/** The churn rates of several months pooled, since those of one month vary by chance. */
function churnOf(months: readonly SaasMetricsPerMonth[]): string {
  // At the end of a month, the customers are those at risk that did not churn, and those that returned.
  const atRisk = sum(months, (row) => row.customers - row.reactivated_customers + row.churned_customers);
  if (atRisk === 0) return "";
  const mrrAtRisk = sum(
    months,
    ({ mrr, reactivated_mrr, churned_mrr }) => (mrr ?? 0) - (reactivated_mrr ?? 0) + (churned_mrr ?? 0),
  );
  const customers = `${rate(sum(months, (row) => row.churned_customers) / atRisk)} of the customers`;
  const mrr = mrrAtRisk === 0 ? "" : ` and ${rate(sum(months, (row) => row.churned_mrr) / mrrAtRisk)} of MRR`;
  return months.length === 1
    ? `${customers}${mrr} churned.`
    : `On average, ${customers}${mrr} churned per month.`;
}

function netRetention({ month, net_retention, net_retention_12 }: SaasMetricsPerMonth): string {
  if (net_retention_12 !== null) return `Net retention over 12 months is ${rate(net_retention_12)}.`;
  return net_retention === null ? "" : `Net retention in ${monthName(month)} is ${rate(net_retention)}.`;
}

function quickRatio({ month, mrr, churned_mrr, quick_ratio }: SaasMetricsPerMonth): string {
  if (mrr === 0 || mrr === null) return "";
  if (quick_ratio === 0) return `No MRR was gained in ${monthName(month)}.`;
  if (quick_ratio === null) return churned_mrr === 0 ? `No MRR was lost in ${monthName(month)}.` : "";
  return `For each dollar of MRR lost in ${monthName(month)}, ${dollars(quick_ratio)} was gained.`;
}

/**
 * The cohorts in a sentence: the share of companies left after a number of months, in total and in the best and worst cohort.
 * The number is half of the longest time since sign-up, so that about half of the cohorts count; for a single cohort, all of it.
 *
 * @param rows of the query `cohorts`, of which those of all sizes together are used
 */
export function summarizeCohorts(rows: readonly CohortRow[]): string {
  const ofAll = rows.filter(({ company_size }) => company_size === "all");
  const isOne = new Set(ofAll.map(({ cohort }) => cohort)).size === 1;
  const longest = ofAll.reduce((most, { tenure }) => Math.max(most, tenure), 0);
  const months = isOne ? longest : Math.ceil(longest / 2);
  const [first, ...others] = ofAll.filter(({ tenure }) => tenure === months);
  if (!first) return NO_DATA;
  const after = counted(months, "month");
  if (others.length === 0) {
    const companies = counted(first.signed_up, "company", "companies");
    return `Of the ${companies} that signed up in ${monthName(first.cohort)}, ${left([first])} are customers ${months === 0 ? "in that month" : `after ${after}`}.`;
  }
  const seen = [first, ...others];
  const summary = `After ${after}, ${left(seen)} of the companies are customers`;
  const best = others.reduce((a, b) => (share(b) > share(a) ? b : a), first);
  const worst = others.reduce((a, b) => (share(b) < share(a) ? b : a), first);
  if (share(best) === share(worst)) return `${summary}, in each of ${count(seen.length)} cohorts.`;
  return `${summary} (${count(seen.length)} cohorts); the best cohort is ${named(best)}, the worst ${named(worst)}.`;
}

function share({ customers, signed_up }: CohortRow): number {
  return customers / signed_up;
}

function left(rows: readonly CohortRow[]): string {
  return percent(
    sum(rows, ({ customers }) => customers),
    sum(rows, ({ signed_up }) => signed_up),
  );
}

function named(row: CohortRow): string {
  return `${monthName(row.cohort)}, with ${left([row])} of ${count(row.signed_up)}`;
}
