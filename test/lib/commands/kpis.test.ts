import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../../db/connection/database";
import { seed } from "../../../lib/dataset/load/seed";
import { defaultRules } from "../../../lib/dataset/rules";
import { saasMetricsPerMonth } from "../../../lib/metrics/saas-metrics";
import { NO_PRICES } from "../../../lib/text/numbers-in-words";
import { runCommand } from "../../run-command";
import { emptyDatabaseUrl } from "../../test-database";

/** A database with amounts of many digits, and what `npm run kpis` prints of it. */
async function seededKpis(...flags: string[]) {
  const url = await emptyDatabaseUrl();
  const db = new Database(url);
  onTestFinished(() => db.destroy());
  const prices = [999_999.99, 19];
  const sizes = defaultRules.sizes.map((size, index) => ({
    ...size,
    monthlyPrice: prices[index] ?? 0,
    churn: 0.2,
    reactivation: 0.2,
  }));
  await seed(db, { rules: { ...defaultRules, companies: 60, months: 14, newCustomers: 5, sizes } });
  const { code, stdout, stderr } = await runCommand("lib/commands/kpis.ts", flags, { DATABASE_URL: url });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return { db, stdout };
}

const KPIS = ["Sessions per month", "Churned customers per month", "MRR per month, US dollars"];
const titlesOf = (text: string) => text.split("\n").filter((line) => /^[A-Z]/.test(line));

test("npm run kpis prints the three KPIs", async () => {
  const { stdout } = await seededKpis();
  expect(titlesOf(stdout)).toEqual(KPIS);
});

test("without prices it says that there is no MRR, and prints what is known", async () => {
  const url = await emptyDatabaseUrl();
  const db = new Database(url);
  onTestFinished(() => db.destroy());
  await seed(db, { rules: { ...defaultRules, companies: 20, months: 2 } });
  await db.updateTable("subscriptions").set({ monthly_price: null }).execute();
  const { stdout } = await runCommand("lib/commands/kpis.ts", ["--metrics"], { DATABASE_URL: url });
  expect(titlesOf(stdout)).toEqual([...KPIS.slice(0, 2), "Customers per month", NO_PRICES]);
  await db
    .updateTable("subscriptions")
    .set({ monthly_price: 19 })
    .where("company_size", "=", "small")
    .execute();
  const some = await runCommand("lib/commands/kpis.ts", [], { DATABASE_URL: url });
  expect(titlesOf(some.stdout)).toEqual([...KPIS, NO_PRICES]);
});

test("with --metrics it prints the SaaS metrics too, in tables of at most 100 columns", async () => {
  const { db, stdout } = await seededKpis("--metrics");
  expect(titlesOf(stdout)).toEqual([
    ...KPIS,
    "Customers per month",
    "MRR movements per month, US dollars",
    "MRR retention of the month and of 12 months",
    "Revenue per account, annual run rate and lifetime value in US dollars, and quick ratio",
  ]);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  const [row] = await saasMetricsPerMonth(db)
    .where("month", "=", "2026-02")
    .where("company_size", "=", "all")
    .execute();
  if (!row) throw new Error("there is no row");
  const percent = (rate: number | null) => `${(100 * (rate ?? 0)).toFixed(1)}%`;
  const dollars = (amount: number | null, decimals = 2) =>
    `$${(amount ?? 0).toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals })}`;
  const printed = stdout.split("\n").filter((line) => line.startsWith("2026-02  all "));
  expect(printed.map((line) => line.split(/ {2,}/).slice(2))).toEqual([
    [
      `${row.customers}`,
      `${row.new_customers}`,
      `${row.churned_customers}`,
      `${row.reactivated_customers}`,
      percent(row.customer_churn_rate),
      percent(row.annual_churn_rate),
    ],
    [
      dollars(row.mrr),
      dollars(row.new_mrr),
      dollars(row.churned_mrr),
      dollars(row.reactivated_mrr),
      percent(row.mrr_churn_rate),
    ],
    [row.gross_retention, row.net_retention, row.gross_retention_12, row.net_retention_12].map(percent),
    [dollars(row.arpa), dollars(row.arr), dollars(row.ltv, 0), (row.quick_ratio ?? 0).toFixed(2)],
  ]);
});

test("with --json they are in the object, row by row", async () => {
  const { db, stdout } = await seededKpis("--json", "--metrics");
  const kpis = JSON.parse(stdout);
  expect(Object.keys(kpis)).toEqual([
    "sessionsPerMonth",
    "churnedCustomersPerMonth",
    "mrrPerMonth",
    "saasMetricsPerMonth",
  ]);
  expect(kpis.saasMetricsPerMonth).toEqual(await saasMetricsPerMonth(db).execute());
});
