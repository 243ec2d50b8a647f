import { type Kysely, type Migration, sql } from "kysely";

/**
 * The four tables. A session's id begins with its company's id, which a check constraint enforces, so that the primary key
 * also makes `session_id` unique in the dataset.
 */
export const dataset: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("subscriptions")
      .addColumn("company_size", "text", (column) => column.primaryKey())
      .addColumn("monthly_price", "numeric(12, 2)", (column) => column.notNull())
      .addCheckConstraint("subscriptions_company_size_check", sql`company_size <> ''`)
      .addCheckConstraint("subscriptions_monthly_price_check", sql`monthly_price >= 0`)
      .execute();

    await db.schema
      .createTable("companies")
      .addColumn("company_id", "integer", (column) => column.primaryKey())
      .addColumn("company_name", "text", (column) => column.notNull())
      .addColumn("company_size", "text", (column) =>
        column.notNull().references("subscriptions.company_size"),
      )
      .addColumn("created_at", "timestamptz", (column) => column.notNull())
      .addCheckConstraint("companies_company_id_check", sql`company_id > 0`)
      .addCheckConstraint("companies_company_name_check", sql`company_name <> ''`)
      .execute();

    await db.schema
      .createTable("sessions")
      .addColumn("company_id", "integer", (column) => column.notNull().references("companies.company_id"))
      .addColumn("session_id", "bigint", (column) => column.notNull())
      .addColumn("created_at", "timestamptz", (column) => column.notNull())
      .addColumn("duration_seconds", "integer", (column) => column.notNull())
      .addPrimaryKeyConstraint("sessions_pkey", ["company_id", "session_id"])
      .addCheckConstraint("sessions_session_id_check", sql`session_id / 1000000 = company_id`)
      .addCheckConstraint("sessions_duration_seconds_check", sql`duration_seconds >= 0`)
      .execute();

    await db.schema
      .createTable("dataset")
      .addColumn("dataset_id", "integer", (column) => column.primaryKey().defaultTo(1))
      .addColumn("rules", "jsonb", (column) => column.notNull())
      .addColumn("seed", "text", (column) => column.notNull())
      .addColumn("start_month", "date", (column) => column.notNull())
      .addColumn("months", "integer", (column) => column.notNull())
      .addColumn("companies", "integer", (column) => column.notNull())
      .addColumn("sessions", "bigint", (column) => column.notNull())
      .addColumn("generator_version", "integer", (column) => column.notNull())
      .addColumn("fingerprint", "text", (column) => column.notNull())
      .addColumn("seeded_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
      .addCheckConstraint("dataset_dataset_id_check", sql`dataset_id = 1`)
      .addCheckConstraint("dataset_start_month_check", sql`extract(day from start_month) = 1`)
      .addCheckConstraint("dataset_months_check", sql`months > 0`)
      .addCheckConstraint("dataset_companies_check", sql`companies >= 0`)
      .addCheckConstraint("dataset_sessions_check", sql`sessions >= 0`)
      .addCheckConstraint("dataset_fingerprint_check", sql`fingerprint ~ '^[0-9a-f]{64}$'`)
      .execute();
  },
};
