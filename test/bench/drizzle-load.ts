import { drizzle } from "drizzle-orm/node-postgres";
import { bigint, integer, numeric, pgSchema, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { reset, seed } from "drizzle-seed";
import type { Pool } from "pg";
import type { Rules } from "../../lib/dataset/rules";

const schema = pgSchema("drizzle");

const subscriptions = schema.table("subscriptions", {
  companySize: text("company_size").primaryKey(),
  monthlyPrice: numeric("monthly_price", { precision: 12, scale: 2 }).notNull(),
});
const companies = schema.table("companies", {
  companyId: integer("company_id").primaryKey(),
  companyName: text("company_name").notNull(),
  companySize: text("company_size")
    .notNull()
    .references(() => subscriptions.companySize),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
});
const sessions = schema.table(
  "sessions",
  {
    companyId: integer("company_id")
      .notNull()
      .references(() => companies.companyId),
    sessionId: bigint("session_id", { mode: "number" }).notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
    durationSeconds: integer("duration_seconds").notNull(),
  },
  (table) => [primaryKey({ columns: [table.companyId, table.sessionId] })],
);
const tables = { subscriptions, companies, sessions };

/** Makes tables of the same shape in a schema of their own. */
export async function createDrizzleTables(pool: Pool): Promise<void> {
  await pool.query(`
    create schema drizzle;
    create table drizzle.subscriptions (like public.subscriptions including all);
    create table drizzle.companies (like public.companies including all,
      foreign key (company_size) references drizzle.subscriptions);
    create table drizzle.sessions (company_id integer not null references drizzle.companies, session_id bigint not null,
      created_at timestamptz not null, duration_seconds integer not null check (duration_seconds >= 0),
      primary key (company_id, session_id))`);
}

/**
 * drizzle-seed fills them with as many rows as a seeding has, values of its own.
 *
 * @returns the number of rows of `companies` and `sessions`
 */
export async function loadByDrizzle(pool: Pool, rules: Rules, sessionCount: number): Promise<number> {
  const db = drizzle(pool);
  await reset(db, tables);
  await seed(db, tables).refine((make) => ({
    subscriptions: {
      count: rules.sizes.length,
      columns: {
        companySize: make.valuesFromArray({ values: rules.sizes.map(({ size }) => size), isUnique: true }),
        monthlyPrice: make.number({ minValue: 1, maxValue: 100, precision: 100 }),
      },
    },
    companies: {
      count: rules.companies,
      columns: {
        companyId: make.intPrimaryKey(),
        companyName: make.companyName(),
        createdAt: make.date({ minDate: "2025-01-01", maxDate: "2025-01-31" }),
      },
    },
    sessions: {
      count: sessionCount,
      columns: {
        sessionId: make.intPrimaryKey(),
        createdAt: make.date({ minDate: "2025-01-01", maxDate: "2025-12-31" }),
        durationSeconds: make.int({ minValue: 0, maxValue: 1800 }),
      },
    },
  }));
  return rules.companies + sessionCount;
}
