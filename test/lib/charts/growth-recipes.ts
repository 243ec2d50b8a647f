import { bars, chart, type Figure, lines } from "../../../lib";

// The charts of a startup that grows, as the cells of a notebook put them together.

/** A month of a growing startup. */
export interface GrowthMonth {
  readonly month: string;
  readonly new_mrr: number;
  readonly reactivated_mrr: number;
  readonly churned_mrr: number;
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
