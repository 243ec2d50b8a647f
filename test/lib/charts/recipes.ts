import {
  bars,
  type ChurnRate,
  chart,
  churnProbability,
  type ExpectedKpis,
  type Figure,
  intervals,
  lines,
  type MrrMovements,
  type MrrPerMonth,
  points,
  type RetentionPoint,
  type Rules,
  type SessionsPerMonth,
} from "../../../lib";
import type { ChurnedCustomersPerMonth } from "../../../lib/metrics/churned-customers-per-month";

// The charts of the notebooks, as their cells put them together.

export function sessionsStacked(sessions: readonly SessionsPerMonth[], expected: ExpectedKpis): Figure {
  return chart(
    { title: "Sessions per month", subtitle: "Total usage, stacked by company size", y: "Sessions" },
    bars(sessions, { x: "month", y: "sessions", color: "company_size", stack: true }),
    intervals(expected.totalsPerMonth, { x: "month", y: "sessions" }),
  );
}

export function sessionsGrouped(sessions: readonly SessionsPerMonth[], expected: ExpectedKpis): Figure {
  return chart(
    { title: "Sessions per month", subtitle: "Company sizes compared", y: "Sessions" },
    bars(sessions, { x: "month", y: "sessions", color: "company_size" }),
    intervals(expected.sessionsPerMonth, { x: "month", y: "sessions", color: "company_size" }),
  );
}

export function churned(rows: readonly ChurnedCustomersPerMonth[], expected: ExpectedKpis): Figure {
  return chart(
    {
      title: "Customers churned per month",
      subtitle: "Companies in their first month without a session",
      y: "Companies",
    },
    bars(rows, { x: "month", y: "churned", color: "company_size", pool: "sum" }),
    intervals(expected.churnedCustomersPerMonth, { x: "month", y: "churned", color: "company_size" }),
  );
}

export function churnedToDate(rows: readonly ChurnedCustomersPerMonth[], expected: ExpectedKpis): Figure {
  return chart(
    { title: "Customers churned to date", subtitle: "Accumulated since the first month", y: "Companies" },
    bars(rows, { x: "month", y: "churned_to_date", color: "company_size" }),
    intervals(expected.churnedCustomersPerMonth, {
      x: "month",
      y: "churned_to_date",
      color: "company_size",
    }),
  );
}

export function mrrStacked(mrr: readonly MrrPerMonth[], expected: ExpectedKpis): Figure {
  return chart(
    { title: "MRR per month", subtitle: "Monthly prices of the active companies", y: "US dollars" },
    bars(mrr, { x: "month", y: "mrr", color: "company_size", stack: true }),
    intervals(expected.totalsPerMonth, { x: "month", y: "mrr" }),
  );
}

export function mrrShare(mrr: readonly MrrPerMonth[], expected: ExpectedKpis): Figure {
  // The size at the bottom of the stack: its interval lies around the upper end of its bar.
  const lowest = mrr[0]?.company_size;
  return chart(
    {
      title: "Share of MRR per month",
      subtitle: "Of the month's MRR from all company sizes",
      y: "Percent of MRR",
      unit: "percent",
    },
    bars(mrr, { x: "month", y: "share", color: "company_size", stack: true }),
    intervals(
      expected.mrrPerMonth.filter((row) => row.company_size === lowest),
      { x: "month", y: "share", color: "company_size" },
    ),
  );
}

export function startups(rows: readonly { startup: string; month: string; mrr: number }[]): Figure {
  return chart(
    { title: "MRR per month", subtitle: "Startups compared, all company sizes together", y: "US dollars" },
    lines(rows, { x: "month", y: "mrr", color: "startup", dash: "vary" }),
  );
}

/** A fan: many startups with the same rules, and one over it. */
export function fan(
  simulated: readonly { startup: number; month: string; mrr: number }[],
  actual: readonly { month: string; mrr: number }[],
): Figure {
  return chart(
    { title: "MRR per month", subtitle: "This startup among others with the same rules", y: "US dollars" },
    lines(simulated, { x: "month", y: "mrr", series: "startup", name: "Simulated startups" }),
    lines(actual, { x: "month", y: "mrr", name: "This startup" }),
  );
}

export function churnRate(rates: readonly ChurnRate[], rules: Rules): Figure {
  const trueRates = rules.sizes.map((size) => [size.size, churnProbability(size)] as const);
  const trueRate = new Map(trueRates);
  const expected = rates.map((row) => ({ ...row, churn_rate: trueRate.get(row.company_size) ?? null }));
  return chart(
    {
      title: "Churn rate per month",
      subtitle: "Customers churned in a month, 95% confidence interval",
      y: "Percent of customers",
      unit: "percent",
    },
    intervals(rates, { x: "month", y: "churn_rate", color: "company_size" }),
    lines(expected, { x: "month", y: "churn_rate", color: "company_size", dash: "dot", name: "True rate" }),
    points(rates, { x: "month", y: "churn_rate", color: "company_size" }),
  );
}

export function retention(points: readonly RetentionPoint[], rules: Rules): Figure {
  const staying = new Map(rules.sizes.map((size) => [size.size, 1 - churnProbability(size)]));
  const expected = points.flatMap((row) => {
    const monthly = staying.get(row.company_size);
    return monthly === undefined ? [] : [{ ...row, retention: monthly ** row.months }];
  });
  return chart(
    {
      title: "Retention",
      subtitle: "Share of companies still customers, 95% confidence limits",
      x: "Months since signing up",
      y: "Percent of companies",
      unit: "percent",
    },
    intervals(points, { x: "months", y: "retention", color: "company_size", step: true }),
    lines(points, { x: "months", y: "retention", color: "company_size", step: true, labels: true }),
    lines(expected, { x: "months", y: "retention", color: "company_size", step: true, dash: "dot" }),
  );
}

export function mrrMovements(movements: readonly MrrMovements[]): Figure {
  return chart(
    {
      title: "Monthly recurring revenue (MRR)",
      subtitle: "Remaining at the end of the month; above it what churned",
      y: "US dollars",
    },
    bars(movements, {
      x: "month",
      y: "closing_mrr",
      name: "remaining",
      faint: true,
      stack: true,
      pool: "last",
    }),
    bars(movements, {
      x: "month",
      y: "churned_mrr",
      color: "company_size",
      name: "churned",
      stack: true,
      labels: "−",
      pool: "sum",
    }),
  );
}

export function customerForecast(mrr: readonly MrrPerMonth[], ahead: ExpectedKpis): Figure {
  return chart(
    {
      title: "Customers",
      subtitle: "Active companies, if no new customers are gained",
      y: "Companies",
      future: ahead.totalsPerMonth[0]?.month,
    },
    intervals(ahead.mrrPerMonth, { x: "month", y: "active_companies", color: "company_size", band: true }),
    lines(mrr, { x: "month", y: "active_companies", color: "company_size", markers: true }),
  );
}

export function mrrForecast(mrr: readonly MrrPerMonth[], ahead: ExpectedKpis): Figure {
  return chart(
    {
      title: "MRR",
      subtitle: "Monthly prices paid, if no new customers are gained",
      y: "US dollars",
      future: ahead.totalsPerMonth[0]?.month,
    },
    bars(mrr, { x: "month", y: "mrr", color: "company_size", stack: true }),
    bars(ahead.mrrPerMonth, { x: "month", y: "mrr", color: "company_size", stack: true, faint: true }),
    intervals(ahead.totalsPerMonth, { x: "month", y: "mrr" }),
  );
}
