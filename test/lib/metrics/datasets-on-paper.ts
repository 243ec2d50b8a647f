import { expect } from "vitest";
import { monthLabels } from "../../../lib/dataset/month";
import type { GivenDataset } from "../../given-dataset";

/** A dataset from January 2025 on, and its numbers worked out by hand. */
export interface DatasetOnPaper {
  readonly title: string;
  readonly given: GivenDataset;
  /**
   * The rows of `saasMetricsPerMonth`; if there is only one size, those of `all` are the same and left out.
   *
   *     month, company size | customers, new, churned, reactivated, customer churn rate
   *       | MRR, new, churned, reactivated, MRR churn rate | retention: gross, net, gross of 12 months, net of 12 months
   *       | ARPA, ARR, annual churn rate, quick ratio, LTV
   */
  readonly metrics: string;
}

/**
 * The rows of a table on paper: numbers as such or as fractions, `-` for null, and names in the first columns.
 *
 * @param names how many columns contain names
 */
export function rowsOnPaper(table: string, names: number): (string | number | null)[][] {
  const lines = table.trim().split("\n");
  return lines.map((line) => {
    const cells = line.split(/[ |]+/).filter((cell) => cell !== "");
    return cells.map((cell, n) => (n < names ? cell : numberOnPaper(cell)));
  });
}

function numberOnPaper(cell: string): number | null {
  if (cell === "-") return null;
  const [numerator = Number.NaN, denominator = 1] = cell.split("/").map(Number);
  return numerator / denominator;
}

/** Expects these rows, with 11 digits of each quotient, since the last digits depend on how they were computed; all else is exact. */
export function nearly(rows: readonly object[]) {
  const isQuotient = (column: string) => /rate$|retention|arpa|ratio$|ltv$/.test(column);
  const expected = ([column, value]: [string, unknown]) =>
    typeof value === "number" && isQuotient(column) ? [column, closeTo(value)] : [column, value];
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(expected)));
}

function closeTo(value: number) {
  const digitsBefore = Math.ceil(Math.log10(Math.max(1, Math.abs(value))));
  return expect.closeTo(value, 11 - digitsBefore);
}

/**
 * Companies as drawn, a character per month: `S` signs up and is active, `s` signs up and is not, `1` is active, `.` is not.
 * Each signs up at the first instant of its month, unless `signUps` says otherwise.
 */
export function drawn(
  prices: GivenDataset["prices"],
  companies: readonly string[],
  signUps?: readonly string[],
): GivenDataset {
  const lives = companies
    .map((company) => company.split(/ +/))
    .map(([size = "", life = ""]) => ({ size, life }));
  const months = lives[0]?.life.length ?? 0;
  const starts = monthLabels("2025-01", months);
  return {
    startMonth: "2025-01",
    months,
    prices,
    companies: lives.map(({ size, life }) => [
      size,
      ...Array.from(life, (mark) => Number(/[S1]/.test(mark))),
    ]),
    signUps: signUps ?? lives.map(({ life }) => `${starts[life.search(/s/i)]}-01T00:00:00Z`),
  };
}

export const datasetsOnPaper: readonly DatasetOnPaper[] = [
  {
    title: "a return",
    given: drawn({ small: 10 }, ["small S.11", "small S1.."]),
    metrics: `
      2025-01 small | 2 2 0 0   0 | 20 20  0  0   0 |   -   - - - | 10 240         0 -  -
      2025-02 small | 1 0 1 0 1/2 | 10  0 10  0 1/2 | 1/2 1/2 - - | 10 120 4095/4096 0 20
      2025-03 small | 1 0 1 1   1 | 10  0 10 10   1 |   0   1 - - | 10 120         1 1 10
      2025-04 small | 1 0 0 0   0 | 10  0  0  0   0 |   1   1 - - | 10 120         0 -  -`,
  },
  {
    title: "a second return",
    given: drawn({ small: 10 }, ["small S.1.1", "small S...."]),
    metrics: `
      2025-01 small | 2 2 0 0 0 | 20 20  0  0 0 | - - - - | 10 240 0 - -
      2025-02 small | 0 0 2 0 1 |  0  0 20  0 1 | 0 0 - - |  -   0 1 0 -
      2025-03 small | 1 0 0 1 - | 10  0  0 10 - | - - - - | 10 120 - - -
      2025-04 small | 0 0 1 0 1 |  0  0 10  0 1 | 0 0 - - |  -   0 1 0 -
      2025-05 small | 1 0 0 1 - | 10  0  0 10 - | - - - - | 10 120 - - -`,
  },
  {
    title: "sign-ups on the first instant of a month",
    given: drawn({ small: 10 }, ["small S1", "small .S"], ["2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z"]),
    metrics: `
      2025-01 small | 1 1 0 0 0 | 10 10 0 0 0 | - - - - | 10 120 0 - -
      2025-02 small | 2 1 0 0 0 | 20 10 0 0 0 | 1 1 - - | 10 240 0 - -`,
  },
  {
    // The first company has its first session in the month after, and so it returns in it.
    title: "a sign-up on the last microsecond of a month",
    given: drawn(
      { small: 10 },
      ["small s1", "small S1"],
      ["2025-01-31T23:59:59.999999Z", "2025-01-31T23:59:59.999999Z"],
    ),
    metrics: `
      2025-01 small | 1 2 1 0 1/2 | 10 20 10  0 1/2 | - - - - | 10 120 4095/4096 2 20
      2025-02 small | 2 0 0 1   0 | 20  0  0 10   0 | 1 2 - - | 10 240         0 -  -`,
  },
  {
    title: "months with nobody",
    given: drawn({ small: 10 }, ["small .S.1", "small .S..", "small ...S"]),
    metrics: `
      2025-01 small | 0 0 0 0 - |  0  0  0  0 - | - - - - |  -   0 - - -
      2025-02 small | 2 2 0 0 0 | 20 20  0  0 0 | - - - - | 10 240 0 - -
      2025-03 small | 0 0 2 0 1 |  0  0 20  0 1 | 0 0 - - |  -   0 1 0 -
      2025-04 small | 2 1 0 1 0 | 20 10  0 10 0 | - - - - | 10 240 0 - -`,
  },
  {
    title: "two sizes that have all churned",
    given: drawn({ small: 19, large: 99 }, ["small S..", "large S1."]),
    metrics: `
      2025-01 large | 1 1 0 0   0 |  99  99  0 0      0 |      -      - - - | 99 1188         0 -   -
      2025-01 small | 1 1 0 0   0 |  19  19  0 0      0 |      -      - - - | 19  228         0 -   -
      2025-01 all   | 2 2 0 0   0 | 118 118  0 0      0 |      -      - - - | 59 1416         0 -   -
      2025-02 large | 1 0 0 0   0 |  99   0  0 0      0 |      1      1 - - | 99 1188         0 -   -
      2025-02 small | 0 0 1 0   1 |   0   0 19 0      1 |      0      0 - - |  -    0         1 0   -
      2025-02 all   | 1 0 1 0 1/2 |  99   0 19 0 19/118 | 99/118 99/118 - - | 99 1188 4095/4096 0 198
      2025-03 large | 0 0 1 0   1 |   0   0 99 0      1 |      0      0 - - |  -    0         1 0   -
      2025-03 small | 0 0 0 0   - |   0   0  0 0      - |      -      - - - |  -    0         - -   -
      2025-03 all   | 0 0 1 0   1 |   0   0 99 0      1 |      0      0 - - |  -    0         1 0   -`,
  },
  {
    title: "one company",
    given: drawn({ small: 10 }, ["small S1."]),
    metrics: `
      2025-01 small | 1 1 0 0 0 | 10 10  0 0 0 | - - - - | 10 120 0 - -
      2025-02 small | 1 0 0 0 0 | 10  0  0 0 0 | 1 1 - - | 10 120 0 - -
      2025-03 small | 0 0 1 0 1 |  0  0 10 0 1 | 0 0 - - |  -   0 1 0 -`,
  },
  {
    title: "sign-ups that never came",
    given: drawn({ small: 10 }, ["small S11", "small s..", "small .s.", "small ..s"]),
    metrics: `
      2025-01 small | 1 2 1 0 1/2 | 10 20 10 0 1/2 | - - - - | 10 120 4095/4096 2 20
      2025-02 small | 1 1 1 0 1/2 | 10 10 10 0 1/2 | 1 1 - - | 10 120 4095/4096 1 20
      2025-03 small | 1 1 1 0 1/2 | 10 10 10 0 1/2 | 1 1 - - | 10 120 4095/4096 1 20`,
  },
  {
    title: "a size without companies",
    given: drawn({ small: 19, huge: 999 }, ["small S"]),
    metrics: `
      2025-01 huge  | 0 0 0 0 - |  0  0 0 0 - | - - - - |  -   0 - - -
      2025-01 small | 1 1 0 0 0 | 19 19 0 0 0 | - - - - | 19 228 0 - -
      2025-01 all   | 1 1 0 0 0 | 19 19 0 0 0 | - - - - | 19 228 0 - -`,
  },
  {
    // Three times 0.10 is 0.30, where floating point has 0.30000000000000004, and three times 19.99 is 59.97.
    title: "prices with cents, and none at all",
    given: drawn({ a: 0.1, b: 19.99, free: 0 }, ["a S1", "a S1", "a S.", "b S1", "b S.", "b .S", "free S."]),
    metrics: `
      2025-01 a    | 3 3 0 0   0 |   0.3   0.3     0 0           0 |           -           - - - |     0.1    3.6                       0           -        -
      2025-01 b    | 2 2 0 0   0 | 39.98 39.98     0 0           0 |           -           - - - |   19.99 479.76                       0           -        -
      2025-01 free | 1 1 0 0   0 |     0     0     0 0           - |           -           - - - |       0      0                       0           -        -
      2025-01 all  | 6 6 0 0   0 | 40.28 40.28     0 0           0 |           -           - - - | 40.28/6 483.36                       0           -        -
      2025-02 a    | 2 0 1 0 1/3 |   0.2     0   0.1 0         1/3 |         2/3         2/3 - - |     0.1    2.4           527345/531441           0      0.3
      2025-02 b    | 2 1 1 0 1/3 | 39.98 19.99 19.99 0         1/3 |         1/2         1/2 - - |   19.99 479.76           527345/531441           1    59.97
      2025-02 free | 0 0 1 0   1 |     0     0     0 0           - |           -           - - - |       -      0                       1           -        -
      2025-02 all  | 4 1 3 0 3/7 | 40.18 19.99 20.09 0 20.09/60.27 | 20.19/40.28 20.19/40.28 - - |  10.045 482.16 13824509985/13841287201 19.99/20.09 70.315/3`,
  },
  {
    // Of the four that pay in January 2025, only the first stays all year, and the second has returned by January 2026.
    title: "a year and two months",
    given: drawn({ small: 10 }, [
      "small S1111111111111",
      "small S11111.1111111",
      "small S1............",
      "small .S111111111111",
      "small S............1",
    ]),
    metrics: `
      2025-01 small | 4 4 0 0   0 | 40 40  0  0   0 |   -   -   -   - | 10 480                   0 -  -
      2025-02 small | 4 1 1 0 1/5 | 40 10 10  0 1/5 | 3/4 3/4   -   - | 10 480 227363409/244140625 1 50
      2025-03 small | 3 0 1 0 1/4 | 30  0 10  0 1/4 | 3/4 3/4   -   - | 10 360   16245775/16777216 0 40
      2025-04 small | 3 0 0 0   0 | 30  0  0  0   0 |   1   1   -   - | 10 360                   0 -  -
      2025-05 small | 3 0 0 0   0 | 30  0  0  0   0 |   1   1   -   - | 10 360                   0 -  -
      2025-06 small | 3 0 0 0   0 | 30  0  0  0   0 |   1   1   -   - | 10 360                   0 -  -
      2025-07 small | 2 0 1 0 1/3 | 20  0 10  0 1/3 | 2/3 2/3   -   - | 10 240       527345/531441 0 30
      2025-08 small | 3 0 0 1   0 | 30  0  0 10   0 |   1 3/2   -   - | 10 360                   0 -  -
      2025-09 small | 3 0 0 0   0 | 30  0  0  0   0 |   1   1   -   - | 10 360                   0 -  -
      2025-10 small | 3 0 0 0   0 | 30  0  0  0   0 |   1   1   -   - | 10 360                   0 -  -
      2025-11 small | 3 0 0 0   0 | 30  0  0  0   0 |   1   1   -   - | 10 360                   0 -  -
      2025-12 small | 3 0 0 0   0 | 30  0  0  0   0 |   1   1   -   - | 10 360                   0 -  -
      2026-01 small | 3 0 0 0   0 | 30  0  0  0   0 |   1   1 1/4 1/2 | 10 360                   0 -  -
      2026-02 small | 4 0 0 1   0 | 40  0  0 10   0 |   1 4/3 1/2   1 | 10 480                   0 -  -`,
  },
];
