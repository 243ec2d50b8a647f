/** Whether the text names a month, `YYYY-MM`, from 1970-01 to 2999-12. */
export function isMonth(text: string): boolean {
  return /^(19[7-9]\d|2\d{3})-(0[1-9]|1[0-2])$/.test(text);
}

/**
 * The instants at which the months begin, in milliseconds since 1970-01-01 UTC: one per month and one
 * more, the end of the last. Month `i` is the half-open range `[starts[i], starts[i + 1])`.
 */
export function monthStarts(startMonth: string, months: number): number[] {
  const [year = 0, month = 0] = startMonth.split("-").map(Number);
  return Array.from({ length: months + 1 }, (_, index) => Date.UTC(year, month - 1 + index));
}

/** The number of months from the first to the last, both included. */
export function monthsBetween(first: string, last: string): number {
  const [from = 0, to = 0] = [first, last].map(
    (month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)),
  );
  return to - from + 1;
}

/** The months in order, as the KPIs name them: `2025-01` and so on. */
export function monthLabels(startMonth: string, months: number): string[] {
  const starts = monthStarts(startMonth, months).slice(0, -1);
  return starts.map((start) => new Date(start).toISOString().slice(0, 7));
}
