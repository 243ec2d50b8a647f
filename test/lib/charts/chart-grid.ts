import type { Figure } from "../../../lib/charts/figure";
import { monthLabels } from "../../../lib/dataset/month";
import { defaultRules } from "../../../lib/dataset/rules";
import { churnRates } from "../../../lib/metrics/churn-rates";
import { retentionCurves } from "../../../lib/metrics/retention-curves";
import type { ExpectedKpis } from "../../../lib/model/expected-kpis";
import * as growth from "./growth-recipes";
import * as recipes from "./recipes";

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
  const startups = ["As it is", "Gentler churn"].flatMap((startup, index) =>
    expected.totalsPerMonth.map(({ month, mrr }) => ({
      startup,
      month,
      mrr: Number(mrr?.expected) * (1 + index / 5),
    })),
  );
  const fan = Array.from({ length: 200 }, (_, startup) =>
    expected.totalsPerMonth.map(({ month, mrr }, index) => ({
      startup,
      month,
      mrr: Number(mrr?.expected) * (1 + (((startup * 37) % 200) / 200 - 0.5) * 0.03 * index),
    })),
  ).flat();
  return {
    sessionsStacked: recipes.sessionsStacked(rows, expected),
    sessionsGrouped: recipes.sessionsGrouped(rows, expected),
    churned: recipes.churned(rows, expected),
    churnedToDate: recipes.churnedToDate(rows, expected),
    mrr: recipes.mrrStacked(rows, expected),
    share: recipes.mrrShare(rows, expected),
    startups: recipes.startups(startups),
    churnRate: recipes.churnRate(churnRates(rows), rules),
    retention: recipes.retention(retentionCurves(rows), rules),
    mrrMovements: recipes.mrrMovements(rows),
    customerForecast: recipes.customerForecast(rows, ahead),
    mrrForecast: recipes.mrrForecast(rows, ahead),
    growthMovements: growth.growthMovements(growthOf(startup)),
    netRetention: growth.netRetention(growthOf(startup)),
    quickRatio: growth.quickRatio(growthOf(startup)),
    cohortRetention: growth.cohortRetention(cohortsOf(startup)),
    sessionsBySize: growth.sessionsBySize(rows),
    fan: recipes.fan(fan, startups.slice(0, expected.totalsPerMonth.length)),
  };
}

/** Months in which the startup gains ever fewer companies, and most of those that it loses come back. */
function growthOf({ startMonth, months, companies, price }: Startup): growth.GrowthMonth[] {
  return monthLabels(startMonth, months).map((month, index) => {
    const [gained, returned, lost] = [companies / (index + 1), index * 2, index * 3];
    return {
      month,
      new_mrr: price * Math.ceil(gained),
      reactivated_mrr: price * returned,
      churned_mrr: price * lost,
      net_retention: index === 0 ? null : 1.2 - index / 60,
      quick_ratio: lost === 0 ? null : (gained + returned) / lost,
    };
  });
}

/** A cohort for each month, up to five years of them. */
function cohortsOf({ startMonth, months }: Startup): growth.CohortMonth[] {
  const cohorts = monthLabels(startMonth, Math.min(months, 60));
  return cohorts.flatMap((cohort, index) =>
    cohorts.slice(index).map((_, tenure) => ({ cohort, tenure, retention: 0.95 ** tenure })),
  );
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
      reactivated_mrr: 0,
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
