import { businessesFigure } from "../../../lib/charts/businesses-figure";
import { churnRateFigure } from "../../../lib/charts/churn-rate-figure";
import { churnedCustomersFigure, churnedToDateFigure } from "../../../lib/charts/churned-customers-figures";
import type { Figure } from "../../../lib/charts/complete-figure";
import { customerForecastFigure } from "../../../lib/charts/customer-forecast-figure";
import { mrrShareFigure, mrrStackedFigure } from "../../../lib/charts/mrr-figures";
import { mrrForecastFigure } from "../../../lib/charts/mrr-forecast-figure";
import { mrrMovementsFigure } from "../../../lib/charts/mrr-movements-figure";
import { retentionFigure } from "../../../lib/charts/retention-figure";
import { sessionsGroupedFigure, sessionsStackedFigure } from "../../../lib/charts/sessions-figures";
import { monthLabels } from "../../../lib/dataset/month";
import { defaultRules } from "../../../lib/dataset/rules";
import { churnRates } from "../../../lib/metrics/churn-rates";
import { retentionCurves } from "../../../lib/metrics/retention-curves";
import type { ExpectedKpis } from "../../../lib/model/expected-kpis";

/** A startup to draw. */
export interface Startup {
  readonly sizes: readonly string[];
  readonly months: number;
  readonly startMonth: string;
  /** Of each size, in the first month. */
  readonly companies: number;
  readonly price: number;
}

/** Every chart of the project for a startup that loses every tenth company in a month, and what is expected of it. */
export function allCharts(startup: Startup): Record<string, Figure> {
  const rules = { ...defaultRules, sizes: defaultRules.sizes };
  const rows = rowsOf(startup, startup.startMonth, startup.months);
  const [, next = ""] = monthLabels(rows.at(-1)?.month ?? "", 2);
  const expected = expectedOf(rows);
  const ahead = expectedOf(rowsOf({ ...startup, companies: rows.at(-1)?.active_companies ?? 0 }, next, 12));
  return {
    sessionsStacked: sessionsStackedFigure(rows, expected),
    sessionsGrouped: sessionsGroupedFigure(rows, expected),
    churned: churnedCustomersFigure(rows, expected),
    churnedToDate: churnedToDateFigure(rows, expected),
    mrr: mrrStackedFigure(rows, expected),
    share: mrrShareFigure(rows, expected),
    businesses: businessesFigure({ "As it is": rows, "Gentler churn": rows.slice().reverse() }),
    churnRate: churnRateFigure(churnRates(rows), rules),
    retention: retentionFigure(retentionCurves(rows), rules),
    mrrBridge: mrrMovementsFigure(rows),
    customersOutlook: customerForecastFigure(rows, ahead),
    revenueOutlook: mrrForecastFigure(rows, ahead),
  };
}

type Row = ReturnType<typeof rowsOf>[number];

/** Rows that are those of every KPI at once. */
function rowsOf({ sizes, companies, price }: Startup, startMonth: string, months: number) {
  const size = (company_size: string, index: number, place: number) => {
    const at = (month: number) => Math.round(companies * (place + 1) * 0.9 ** month);
    const [at_risk, active_companies] = [at(index), at(index + 1)];
    const churned = at_risk - active_companies;
    return {
      company_size,
      tenure: index,
      at_risk,
      active_companies,
      churned,
      churned_to_date: at(0) - active_companies,
      sessions: 10 * active_companies,
      mrr: price * active_companies,
      share: 1 / sizes.length,
      opening_mrr: price * at_risk,
      new_mrr: 0,
      churned_mrr: price * churned,
      closing_mrr: price * active_companies,
    };
  };
  return monthLabels(startMonth, months).flatMap((month, index) =>
    sizes.map((name, place) => ({ month, ...size(name, index, place) })),
  );
}

function expectedOf(rows: readonly Row[]): ExpectedKpis {
  const around = (value: number) => ({
    expected: value,
    low: Math.floor(0.8 * value),
    high: Math.ceil(1.2 * value),
  });
  const byRow = rows.map((row) => ({
    month: row.month,
    company_size: row.company_size,
    active_companies: around(row.active_companies),
    sessions: around(row.sessions),
    churned: around(row.churned),
    churned_to_date: around(row.churned_to_date),
    mrr: around(row.mrr),
    share: { expected: row.share, low: 0.8 * row.share, high: Math.min(1, 1.2 * row.share) },
  }));
  const months = [...new Set(rows.map(({ month }) => month))];
  const total = (month: string, value: (row: Row) => number) =>
    around(rows.filter((row) => row.month === month).reduce((sum, row) => sum + value(row), 0));
  return {
    sessionsPerMonth: byRow,
    churnedCustomersPerMonth: byRow,
    mrrPerMonth: byRow,
    totalsPerMonth: months.map((month) => ({
      month,
      sessions: total(month, (row) => row.sessions),
      mrr: total(month, (row) => row.mrr),
    })),
  };
}
