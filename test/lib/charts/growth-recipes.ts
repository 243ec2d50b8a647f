import { bars, chart, type Figure, heatmap, lines, type SessionsPerMonth } from "../../../lib";

// The charts of a startup that grows, as the cells of a notebook put them together.

/** A month of a growing startup. */
export interface GrowthMonth {
  readonly month: string;
  readonly new_mrr: number;
  readonly reactivated_mrr: number;
  readonly churned_mrr: number;
  readonly net_retention: number | null;
  readonly quick_ratio: number | null;
}

export function growthMovements(rows: readonly GrowthMonth[]): Figure {
  const signed = rows.map((row) => ({
    ...row,
    churned_mrr: -row.churned_mrr,
    net: row.new_mrr + row.reactivated_mrr - row.churned_mrr,
  }));
  const style = { stack: true, pool: "sum" } as const;
  return chart(
    { title: "MRR movements", subtitle: "Gained above the axis, churned below", y: "US dollars" },
    bars(signed, { x: "month", y: "new_mrr", name: "new", fill: "green", ...style }),
    bars(signed, { x: "month", y: "reactivated_mrr", name: "reactivated", fill: "sky", ...style }),
    bars(signed, { x: "month", y: "churned_mrr", name: "churned", fill: "vermilion", ...style }),
    lines(signed, { x: "month", y: "net", name: "net", fill: "gray", markers: true }),
  );
}

export function netRetention(rows: readonly GrowthMonth[]): Figure {
  return chart(
    {
      title: "Net MRR retention",
      subtitle: "Of the MRR at the start of the month",
      y: "Percent of MRR",
      unit: "percent",
      levels: { "as much as before": 1 },
    },
    lines(rows, { x: "month", y: "net_retention" }),
  );
}

export function quickRatio(rows: readonly GrowthMonth[]): Figure {
  return chart(
    {
      title: "Quick ratio",
      subtitle: "MRR gained for each dollar churned",
      y: "Quick ratio",
      levels: { "4: fast growth": 4, "1: no growth": 1 },
    },
    lines(rows, { x: "month", y: "quick_ratio" }),
  );
}

/** What is left of the companies that signed up in a month. */
export interface CohortMonth {
  readonly cohort: string;
  readonly tenure: number;
  readonly retention: number;
}

export function cohortRetention(rows: readonly CohortMonth[]): Figure {
  return chart(
    {
      title: "Customer retention by cohort",
      subtitle: "Share of the companies of each sign-up month still customers",
      x: "Months since signing up",
      y: "Sign-up month",
      unit: "percent",
    },
    heatmap(rows, { x: "tenure", y: "cohort", value: "retention" }),
  );
}

export function sessionsBySize(sessions: readonly SessionsPerMonth[]): Figure {
  return chart(
    { title: "Sessions per month", subtitle: "By company size", y: "Company size" },
    heatmap(sessions, { x: "month", y: "company_size", value: "sessions" }),
  );
}
