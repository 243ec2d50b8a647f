import { UserError } from "../../db/errors/user-error";
import { monthLabels } from "../dataset/month";
import type { Rules } from "../dataset/rules";
import type { MrrPerMonth } from "../metrics/mrr-per-month";
import { type ExpectedKpis, expectedKpis } from "./expected-kpis";

/** What to look ahead to. */
export interface ForecastOptions {
  /** How many months to look ahead, 1 to 120; default 12. */
  readonly months?: number;
}

/**
 * What the rules lead one to expect of the months after the last, given the companies active in it and that nobody new
 * is gained: expected values and 95 % intervals, in the form of `expectedKpis`.
 *
 * The intervals say how chance may go; that the rules are known, they take for granted.
 *
 * @param rules of the dataset
 * @param rows of the KPI `revenuePerMonth`
 * @throws UserError where there are no rows, and where the months to come go beyond 2999
 *
 * @example
 * const ahead = forecast(rules, await mrrPerMonth(db).execute());
 * ahead.totalsPerMonth[11]; // what to expect of the twelfth month from now
 */
export function forecast(
  rules: Rules,
  rows: readonly MrrPerMonth[],
  { months = 12 }: ForecastOptions = {},
): ExpectedKpis {
  const last = rows.at(-1)?.month;
  if (!last) throw new UserError("forecast: rows must contain a month, received none; seed a dataset first");
  const [, startMonth = last] = monthLabels(last, 2);
  const today = rows.filter(({ month }) => month === last);
  const companiesOfSize = Object.fromEntries(
    today.map(({ company_size, active_companies }) => [company_size, active_companies]),
  );
  return expectedKpis({ ...rules, startMonth, months }, { companiesOfSize });
}
