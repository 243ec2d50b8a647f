import { describe, expect, test } from "vitest";
import type { Database } from "../../../db/connection/database";
import { seed } from "../../../lib/dataset/load/seed";
import { defaultRules } from "../../../lib/dataset/rules";
import { churnedCustomersPerMonth } from "../../../lib/metrics/churned-customers-per-month";
import { mrrPerMonth } from "../../../lib/metrics/mrr-per-month";
import { sessionsPerMonth } from "../../../lib/metrics/sessions-per-month";
import { type GivenDataset, writeDataset } from "../../given-dataset";
import { databaseInTimeZone, testDatabase } from "../../test-database";

const allKpis = async (db: Database) => ({
  sessions: await sessionsPerMonth(db).execute(),
  churned: await churnedCustomersPerMonth(db).execute(),
  mrr: await mrrPerMonth(db).execute(),
});

// 13 hours ahead of and 11 behind UTC: there both sessions would lie in another month.
describe.each(["Pacific/Auckland", "Pacific/Pago_Pago"])("a server in %s", (timeZone) => {
  const atTheEdges: GivenDataset = {
    startMonth: "2024-12",
    months: 2,
    prices: { small: 19 },
    companies: [
      ["small", "2024-12-31T23:59:59.999Z"],
      ["small", "2024-12-01T00:00:00.000Z", "2025-01-01T00:00:00.000Z"],
    ],
  };

  test("counts UTC months", async () => {
    const db = await databaseInTimeZone(timeZone);
    await writeDataset(db, atTheEdges);

    expect(
      (await sessionsPerMonth(db).execute()).map((row) => [row.month, row.active_companies, row.sessions]),
    ).toEqual([
      ["2024-12", 2, 2],
      ["2025-01", 1, 1],
    ]);
    expect((await churnedCustomersPerMonth(db).execute()).map((row) => [row.month, row.churned])).toEqual([
      ["2024-12", 0],
      ["2025-01", 1],
    ]);
    expect((await mrrPerMonth(db).execute()).map((row) => [row.month, row.mrr])).toEqual([
      ["2024-12", 38],
      ["2025-01", 19],
    ]);
  });

  test("returns the KPIs of a server in UTC", async () => {
    const [here, there] = [await testDatabase(), await databaseInTimeZone(timeZone)];
    const rules = { ...defaultRules, startMonth: "2024-12", companies: 100 };
    await seed(here, { rules });
    await seed(there, { rules });

    expect(await allKpis(there)).toEqual(await allKpis(here));
  });
});

describe("the default dataset", () => {
  test("has 12 months of 2 sizes whose customers, sessions and shares add up", async () => {
    const db = await testDatabase();
    const summary = await seed(db);
    const { sessions, churned, mrr } = await allKpis(db);

    expect([sessions.length, churned.length, mrr.length]).toEqual([24, 24, 24]);
    expect(sum(sessions.map((row) => row.sessions))).toBe(summary.sessions);
    for (const [n, row] of sessions.entries()) expect(mrr[n]?.active_companies).toBe(row.active_companies);
    for (const month of new Set(sessions.map((row) => row.month))) {
      const of = <Row extends { month: string }>(rows: readonly Row[]) =>
        rows.filter((row) => row.month === month);
      // A company is active or churned, and nobody comes back.
      expect(
        sum(of(sessions).map((row) => row.active_companies)) +
          sum(of(churned).map((row) => row.churned_to_date)),
      ).toBe(500);
      expect(sum(of(mrr).map((row) => Number(row.share)))).toBeCloseTo(1, 14);
    }
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
