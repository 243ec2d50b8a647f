import { connect } from "../../db/connect";
import { UserError } from "../../db/errors/user-error";
import { say } from "../../db/process/terminal";
import { snapshot } from "../../db/transaction/snapshot";
import { NO_DATASET } from "../dataset/record";
import { churnedCustomersPerMonth } from "../metrics/churned-customers-per-month";
import { type MrrPerMonth, mrrPerMonth } from "../metrics/mrr-per-month";
import { type SaasMetricsPerMonth, saasMetricsPerMonth } from "../metrics/saas-metrics";
import { sessionsPerMonth } from "../metrics/sessions-per-month";
import { NO_PRICES } from "../text/numbers-in-words";
import { textTable } from "../text/text-table";
import { command, runCommand } from "./run-command";

const program = command("npm run kpis", "Prints the three KPIs per month and company size.");
program
  .option("--metrics", "also print the SaaS metrics: customers, MRR movements, retention, lifetime value")
  .option("--json", "print one JSON object")
  .action(async ({ metrics, json }: { metrics?: boolean; json?: boolean }) => {
    const kpis = await snapshot(await connect(), async (db) => ({
      sessionsPerMonth: await sessionsPerMonth(db).execute(),
      churnedCustomersPerMonth: await churnedCustomersPerMonth(db).execute(),
      mrrPerMonth: await mrrPerMonth(db).execute(),
      ...(metrics ? { saasMetricsPerMonth: await saasMetricsPerMonth(db).execute() } : {}),
    }));
    if (kpis.sessionsPerMonth.length === 0) {
      throw new UserError(`kpis: ${NO_DATASET}`);
    }
    say(json ? JSON.stringify(kpis, null, 2) : describe(kpis));
  });
void runCommand(program);

interface Kpis {
  readonly sessionsPerMonth: readonly object[];
  readonly churnedCustomersPerMonth: readonly object[];
  readonly mrrPerMonth: readonly MrrPerMonth[];
  readonly saasMetricsPerMonth?: readonly SaasMetricsPerMonth[];
}

function describe(kpis: Kpis): string {
  const { sessionsPerMonth, churnedCustomersPerMonth, mrrPerMonth, saasMetricsPerMonth = [] } = kpis;
  const pricesKnown = mrrPerMonth.some(({ mrr }) => mrr !== null);
  const isUnknown = mrrPerMonth.some(({ mrr }) => mrr === null);
  const tables = {
    "Sessions per month": sessionsPerMonth,
    "Churned customers per month": churnedCustomersPerMonth,
    ...(pricesKnown && { "MRR per month, US dollars": mrrPerMonth }),
    ...(saasMetricsPerMonth.length > 0 && customerTable(saasMetricsPerMonth)),
    ...(saasMetricsPerMonth.length > 0 && pricesKnown && mrrTables(saasMetricsPerMonth)),
  };
  const texts = Object.entries(tables).map(([title, rows]) => `${title}\n\n${textTable(rows)}`);
  return [...texts, ...(isUnknown ? [NO_PRICES] : [])].join("\n\n");
}

type Tables = Readonly<Record<string, readonly object[]>>;

// The SaaS metrics as tables of at most 100 columns, with shorter names where the title says the rest.

function customerTable(rows: readonly SaasMetricsPerMonth[]): Tables {
  return {
    "Customers per month": rows.map((row) => ({
      month: row.month,
      company_size: row.company_size,
      customers: row.customers,
      new: row.new_customers,
      churned: row.churned_customers,
      reactivated: row.reactivated_customers,
      churn_rate: row.customer_churn_rate,
      annual_churn_rate: row.annual_churn_rate,
    })),
  };
}

function mrrTables(rows: readonly SaasMetricsPerMonth[]): Tables {
  return {
    "MRR movements per month, US dollars": rows.map((row) => ({
      month: row.month,
      company_size: row.company_size,
      mrr: row.mrr,
      new_mrr: row.new_mrr,
      churned_mrr: row.churned_mrr,
      reactivated_mrr: row.reactivated_mrr,
      churn_rate: row.mrr_churn_rate,
    })),
    "MRR retention of the month and of 12 months": rows.map((row) => ({
      month: row.month,
      company_size: row.company_size,
      gross_retention: row.gross_retention,
      net_retention: row.net_retention,
      gross_retention_12: row.gross_retention_12,
      net_retention_12: row.net_retention_12,
    })),
    "Revenue per account, annual run rate and lifetime value in US dollars, and quick ratio": rows.map(
      (row) => ({
        month: row.month,
        company_size: row.company_size,
        arpa: row.arpa,
        arr: row.arr,
        ltv: row.ltv,
        quick_ratio: row.quick_ratio,
      }),
    ),
  };
}
