import type { MrrMovements } from "../metrics/mrr-movements";
import { counted, dollars, monthName, NO_DATA, percent, sum } from "../text/numbers-in-words";

/**
 * The MRR bridge in words: what was signed up, what is left of it, and the month that cost the most.
 *
 * @param rows of the query `mrrBridge`
 */
export function summarizeMrrMovements(rows: readonly MrrMovements[]): string {
  const [from, to] = [rows[0]?.month, rows.at(-1)?.month];
  if (!from || !to) return NO_DATA;
  const signedUp = sum(rows, (row) => row.new_mrr);
  if (signedUp === 0) return `No MRR was signed up in ${monthName(from)}.`;
  const left = sum(
    rows.filter((row) => row.month === to),
    (row) => row.closing_mrr,
  );
  const months = [...new Set(rows.map((row) => row.month))];
  const losses = months.map((month) => ({
    month,
    churned: sum(
      rows.filter((row) => row.month === month),
      (row) => row.churned_mrr,
    ),
  }));
  const worst = losses.reduce((most, loss) => (loss.churned > most.churned ? loss : most));
  const summary = `Of the ${dollars(signedUp)} of MRR signed up in ${monthName(from)}, ${dollars(left)} is left after ${counted(months.length, "month")}, ${percent(left, signedUp)}`;
  if (worst.churned === 0 || months.length === 1) return `${summary}.`;
  return `${summary}; the costliest month was ${monthName(worst.month)}, with ${dollars(worst.churned)} lost.`;
}
