import { businessesFigure } from "../../../lib/charts/businesses-figure";
import { churnRateFigure } from "../../../lib/charts/churn-rate-figure";
import type { Figure } from "../../../lib/charts/complete-figure";
import { customersLostFigure, customersLostTotalFigure } from "../../../lib/charts/customers-lost-figures";
import { customersOutlookFigure } from "../../../lib/charts/customers-outlook-figure";
import { mrrBridgeFigure } from "../../../lib/charts/mrr-bridge-figure";
import { retentionFigure } from "../../../lib/charts/retention-figure";
import { revenueShareFigure, revenueStackedFigure } from "../../../lib/charts/revenue-figures";
import { revenueOutlookFigure } from "../../../lib/charts/revenue-outlook-figure";
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
    lost: customersLostFigure(rows, expected),
    lostTotal: customersLostTotalFigure(rows, expected),
    revenue: revenueStackedFigure(rows, expected),
    share: revenueShareFigure(rows, expected),
    businesses: businessesFigure({ "As it is": rows, "Gentler churn": rows.slice().reverse() }),
    churnRate: churnRateFigure(churnRates(rows), rules),
    retention: retentionFigure(retentionCurves(rows), rules),
    mrrBridge: mrrBridgeFigure(rows),
    customersOutlook: customersOutlookFigure(rows, ahead),
    revenueOutlook: revenueOutlookFigure(rows, ahead),
  };
}

type Row = ReturnType<typeof rowsOf>[number];

/** Rows that are those of every KPI at once. */
function rowsOf({ sizes, companies, price }: Startup, startMonth: string, months: number) {
  const size = (company_size: string, index: number, place: number) => {
    const at = (month: number) => Math.round(companies * (place + 1) * 0.9 ** month);
    const [at_risk, active_companies] = [at(index), at(index + 1)];
    const lost = at_risk - active_companies;
    return {
      company_size,
      age: index + 1,
      at_risk,
      active_companies,
      lost,
      lost_total: at(0) - active_companies,
      sessions: 10 * active_companies,
      revenue: price * active_companies,
      share: 1 / sizes.length,
      opening_mrr: price * at_risk,
      new_mrr: 0,
      churned_mrr: price * lost,
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
    lost: around(row.lost),
    lost_total: around(row.lost_total),
    revenue: around(row.revenue),
    share: { expected: row.share, low: 0.8 * row.share, high: Math.min(1, 1.2 * row.share) },
  }));
  const months = [...new Set(rows.map(({ month }) => month))];
  const total = (month: string, value: (row: Row) => number) =>
    around(rows.filter((row) => row.month === month).reduce((sum, row) => sum + value(row), 0));
  return {
    sessionsPerMonth: byRow,
    customersLostPerMonth: byRow,
    revenuePerMonth: byRow,
    totalsPerMonth: months.map((month) => ({
      month,
      sessions: total(month, (row) => row.sessions),
      revenue: total(month, (row) => row.revenue),
    })),
  };
}
