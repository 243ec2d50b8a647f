import { expect, test } from "vitest";
import { type CohortRow, cohorts } from "../../../lib/metrics/cohorts";
import { writeDataset } from "../../given-dataset";
import { cohortsOracle, givenStartup } from "../../metrics-oracle";
import { databaseInTimeZone, testDatabase } from "../../test-database";
import { datasetsOnPaper, nearly, rowsOnPaper } from "./datasets-on-paper";

const columns = [
  ...["cohort", "month", "company_size"],
  ...["tenure", "signed_up", "customers", "retention"],
  ...["mrr", "mrr_retention"],
];

/** The cohorts of the datasets on paper, by hand; if there is only one size, those of `all` are the same and left out. */
test.each([
  [
    "a return",
    `2025-01 2025-01 small | 0 2 2   1 | 20   1
     2025-01 2025-02 small | 1 2 1 1/2 | 10 1/2
     2025-01 2025-03 small | 2 2 1 1/2 | 10 1/2
     2025-01 2025-04 small | 3 2 1 1/2 | 10 1/2`,
  ],
  [
    "a sign-up on the last microsecond of a month",
    `2025-01 2025-01 small | 0 2 1 1/2 | 10 1/2
     2025-01 2025-02 small | 1 2 2   1 | 20   1`,
  ],
  [
    "months with nobody",
    `2025-02 2025-02 small | 0 2 2   1 | 20   1
     2025-02 2025-03 small | 1 2 0   0 |  0   0
     2025-02 2025-04 small | 2 2 1 1/2 | 10 1/2
     2025-04 2025-04 small | 0 1 1   1 | 10   1`,
  ],
  [
    "two sizes that have all churned",
    `2025-01 2025-01 large | 0 1 1   1 |  99      1
     2025-01 2025-01 small | 0 1 1   1 |  19      1
     2025-01 2025-01 all   | 0 2 2   1 | 118      1
     2025-01 2025-02 large | 1 1 1   1 |  99      1
     2025-01 2025-02 small | 1 1 0   0 |   0      0
     2025-01 2025-02 all   | 1 2 1 1/2 |  99 99/118
     2025-01 2025-03 large | 2 1 0   0 |   0      0
     2025-01 2025-03 small | 2 1 0   0 |   0      0
     2025-01 2025-03 all   | 2 2 0   0 |   0      0`,
  ],
  [
    "sign-ups that never came",
    `2025-01 2025-01 small | 0 2 1 1/2 | 10 1/2
     2025-01 2025-02 small | 1 2 1 1/2 | 10 1/2
     2025-01 2025-03 small | 2 2 1 1/2 | 10 1/2
     2025-02 2025-02 small | 0 1 0   0 |  0   0
     2025-02 2025-03 small | 1 1 0   0 |  0   0
     2025-03 2025-03 small | 0 1 0   0 |  0   0`,
  ],
  [
    "prices with cents, and none at all",
    `2025-01 2025-01 a    | 0 3 3   1 |   0.3           1
     2025-01 2025-01 b    | 0 2 2   1 | 39.98           1
     2025-01 2025-01 free | 0 1 1   1 |     0           -
     2025-01 2025-01 all  | 0 6 6   1 | 40.28           1
     2025-01 2025-02 a    | 1 3 2 2/3 |   0.2         2/3
     2025-01 2025-02 b    | 1 2 1 1/2 | 19.99         1/2
     2025-01 2025-02 free | 1 1 0   0 |     0           -
     2025-01 2025-02 all  | 1 6 3 1/2 | 20.19 20.19/40.28
     2025-02 2025-02 a    | 0 0 0   - |     0           -
     2025-02 2025-02 b    | 0 1 1   1 | 19.99           1
     2025-02 2025-02 free | 0 0 0   - |     0           -
     2025-02 2025-02 all  | 0 1 1   1 | 19.99           1`,
  ],
])("the query and the oracle return the cohorts on paper: %s", async (title, table) => {
  const given = datasetsOnPaper.find((dataset) => dataset.title === title)?.given;
  if (!given) throw new Error(`no dataset has the title ${title}`);
  const oneSize = Object.keys(given.prices).length === 1;
  const onPaper = rowsOnPaper(table, 3).flatMap((cells) => {
    const row = Object.fromEntries(columns.map((column, n) => [column, cells[n]]));
    return oneSize ? [row, { ...row, company_size: "all" }] : [row];
  });
  const db = await databaseInTimeZone("Pacific/Auckland");
  await writeDataset(db, given);

  expect(cohortsOracle(givenStartup(given))).toEqual(nearly(onPaper));
  const rows: CohortRow[] = await cohorts(db).execute();
  expect(rows).toEqual(nearly(onPaper));
});

test("without a dataset there are no rows", async () => {
  expect(await cohorts(await testDatabase()).execute()).toEqual([]);
});
