import { expect, test } from "vitest";
import { customersLostPerMonth } from "../../../lib/metrics/customers-lost-per-month";
import { mrrBridge } from "../../../lib/metrics/mrr-bridge";
import { revenuePerMonth } from "../../../lib/metrics/revenue-per-month";
import { sessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { writeDataset } from "../../given-dataset";
import { testDatabase } from "../../test-database";
import { customersLostOnPaper, mrrBridgeOnPaper, revenueOnPaper, sessionsOnPaper } from "./kpis-on-paper";
import { startupOnPaper } from "./startup-on-paper";

test("the rows that figures and sentences are tested on are those of the startup on paper", async () => {
  const db = await testDatabase();
  await writeDataset(db, startupOnPaper);

  expect(await sessionsPerMonth(db).execute()).toEqual(sessionsOnPaper);
  expect(await customersLostPerMonth(db).execute()).toEqual(customersLostOnPaper);
  expect(await revenuePerMonth(db).execute()).toEqual(
    revenueOnPaper.map((row) => ({ ...row, share: expect.closeTo(row.share, 12) })),
  );
  expect(await mrrBridge(db).execute()).toEqual(mrrBridgeOnPaper);
});
