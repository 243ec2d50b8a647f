import { UserError } from "../../db/errors/user-error";
import { monthLabels } from "../dataset/month";
import type { Rules } from "../dataset/rules";
import type { MrrPerMonth } from "../metrics/mrr-per-month";
import { type ExpectedKpis, expectedKpis } from "./expected-kpis";

/** How far to look ahead. */
export interface ForecastOptions {
  /** Months ahead, 1 to 120; default 12. */
  readonly months?: number;
}

/**
 * What the rules predict for the months after the last, given the companies active in it and that nobody new is gained:
 * expected values and 95% prediction intervals, in the shape of `expectedKpis`.
 *
 * The intervals show what chance may do, given that the rules are right.
 *
 * @param rules of the dataset
 * @param rows of the KPI `mrrPerMonth`
 * @throws UserError if there are no rows, and if the months ahead go beyond 2999
 *
 * @example
 * const { rules } = await currentDataset(db);
 * const ahead = forecast(rules, await mrrPerMonth(db).execute());
 * ahead.totalsPerMonth[11]; // the twelfth month from now
 */
export function forecast(
  rules: Rules,
  rows: readonly Omit<MrrPerMonth, "share">[],
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
