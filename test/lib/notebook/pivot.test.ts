import { expect, test } from "vitest";
import { UserError } from "../../../db/errors/user-error";
import { pivot } from "../../../lib/notebook/pivot";
import { textTable } from "../../../lib/text/text-table";
import { mrrOnPaper, sessionsOnPaper } from "../metrics/kpis-on-paper";

test("a wide table has a row per month and a column per company size", () => {
  expect(pivot(sessionsOnPaper, { rows: "month", columns: "company_size", values: "sessions" })).toEqual([
    { month: "2025-01", large_sessions: 4, small_sessions: 3 },
    { month: "2025-02", large_sessions: 2, small_sessions: 2 },
    { month: "2025-03", large_sessions: 1, small_sessions: 3 },
  ]);
});

test("several numbers are side by side for each size, with their units", () => {
  const wide = pivot(mrrOnPaper, { rows: "month", columns: "company_size", values: ["mrr", "share"] });
  const [heading, , first] = textTable(wide).split("\n");
  expect(heading).toBe("month    large MRR  large share  small MRR  small share");
  expect(first).toBe("2025-01       $198        83.9%        $38        16.1%");
});

test("rows and columns keep their order, and what is missing is null", () => {
  const rows = [
    { weekday: "Tue", size: "small", sessions: 1 },
    { weekday: "Mon", size: "large", sessions: 0 },
  ];
  expect(pivot(rows, { rows: "weekday", columns: "size", values: "sessions" })).toEqual([
    { weekday: "Tue", small_sessions: 1, large_sessions: null },
    { weekday: "Mon", small_sessions: null, large_sessions: 0 },
  ]);
  expect(pivot([] as typeof rows, { rows: "weekday", columns: "size", values: "sessions" })).toEqual([]);
});

test("two rows of the same month and size are refused", () => {
  const twice = () =>
    pivot([...sessionsOnPaper, ...sessionsOnPaper], {
      rows: "month",
      columns: "company_size",
      values: "sessions",
    });
  expect(twice).toThrow(UserError);
  expect(twice).toThrow(
    "pivot: rows must have each month and company_size once, received 2025-01 and large twice; group the query by both",
  );
});

test("a column that the rows do not have does not compile", () => {
  // @ts-expect-error the column is called sessions
  pivot(sessionsOnPaper, { rows: "month", columns: "company_size", values: "session" });
  // @ts-expect-error the column is called month
  const wrong = () => pivot(sessionsOnPaper, { rows: "months", columns: "company_size", values: "sessions" });
  expect(wrong).toThrow(UserError);
  const [row] = pivot(sessionsOnPaper, { rows: "month", columns: "company_size", values: "sessions" });
  const sessions: number | null | undefined = row?.large_sessions;
  expect(sessions).toBe(4);
  // @ts-expect-error the table has no such number
  expect(row?.large_mrr).toBeUndefined();
});
