import { expect, test } from "vitest";
import { seed } from "../../../lib/dataset/load/seed";
import { cohorts } from "../../../lib/metrics/cohorts";
import { saasMetricsPerMonth } from "../../../lib/metrics/saas-metrics";
import { expectedCohorts } from "../../../lib/model/expected-cohorts";
import { expectedSaasMetrics } from "../../../lib/model/expected-saas-metrics";
import { forecast } from "../../../lib/model/forecast";
import { returning } from "../../startups";
import { testDatabase } from "../../test-database";

const sizes = returning.sizes.map((size) => ({ ...size, churn: { mean: 0.1, polarization: 0.2 } }));
const rules = { ...returning, sizes };

test("predictions have the rows and figures of the queries, and contain about 95% of them", async () => {
  const db = await testDatabase();
  await seed(db, { rules });
  const pairs = [
    { found: await saasMetricsPerMonth(db).execute(), expected: expectedSaasMetrics(rules) },
    { found: await cohorts(db).execute(), expected: expectedCohorts(rules) },
  ];

  for (const { found, expected } of pairs) {
    expect(found).toHaveLength(expected.length);
    let [inside, all] = [0, 0];
    for (const [index, row] of expected.entries()) {
      const values = new Map<string, unknown>(Object.entries(found[index] ?? {}));
      expect(Object.keys(row).sort()).toEqual([...values.keys()].sort());
      for (const [figure, prediction] of Object.entries(row)) {
        const value = values.get(figure);
        if (typeof prediction !== "object") expect(value).toBe(prediction);
        else if (prediction && typeof value === "number") {
          all += 1;
          if (prediction.low <= value && value <= prediction.high) inside += 1;
        }
      }
    }
    // The figures of one startup depend on each other.
    expect(inside / all).toBeGreaterThan(0.85);
  }
});

test("the forecast starts from the cohorts of the database", async () => {
  const db = await testDatabase();
  await seed(db, { rules });
  const rows = await cohorts(db).execute();
  const [large, small] = forecast(rules, rows, { months: 1 }).mrrPerMonth;

  for (const row of [large, small]) {
    const today = rows.filter(
      ({ month, company_size }) => month === "2026-06" && company_size === row?.company_size,
    );
    const sum = (of: (row: (typeof today)[number]) => number) =>
      today.reduce((total, one) => total + of(one), 0);
    const customers = sum((one) => one.customers);
    const gone = sum((one) => one.signed_up) - customers;
    const expected = row?.active_companies.expected ?? 0;
    // Of the gone, 10% return. Of the customers, nearly all longer there than a month, fewer churn than the 10% of new ones.
    expect(expected).toBeGreaterThan(0.9 * customers + 0.1 * gone);
    expect(expected).toBeLessThan(customers + 0.1 * gone);
  }
});
