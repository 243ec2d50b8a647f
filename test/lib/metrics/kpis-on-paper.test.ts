import { expect, test } from "vitest";
import { churnedCustomersPerMonth } from "../../../lib/metrics/churned-customers-per-month";
import { mrrMovements } from "../../../lib/metrics/mrr-movements";
import { mrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import { sessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { writeDataset } from "../../given-dataset";
import { testDatabase } from "../../test-database";
import { churnedOnPaper, mrrMovementsOnPaper, mrrOnPaper, sessionsOnPaper } from "./kpis-on-paper";
import { startupOnPaper } from "./startup-on-paper";

test("the rows that figures and sentences are tested on are those of the startup on paper", async () => {
  const db = await testDatabase();
  await writeDataset(db, startupOnPaper);

  expect(await sessionsPerMonth(db).execute()).toEqual(sessionsOnPaper);
  expect(await churnedCustomersPerMonth(db).execute()).toEqual(churnedOnPaper);
  expect(await mrrPerMonth(db).execute()).toEqual(
    mrrOnPaper.map((row) => ({ ...row, share: expect.closeTo(Number(row.share), 12) })),
  );
  expect(await mrrMovements(db).execute()).toEqual(mrrMovementsOnPaper);
});
