import { sql } from "kysely";
import type { CompanyGenerator } from "../company-generator";

/** An instant as SQL. */
export function instant(ms = Number.NaN) {
  return sql`${new Date(ms).toISOString()}::timestamptz`;
}

/** The rules as the `with` clause of a query: `laws`, one row per company size: `company_size`, `price`. */
export function distributionTables({ rules: { sizes } }: CompanyGenerator) {
  return sql`
    laws (company_size, price) as (
      select * from unnest(
        ${sql.val(sizes.map(({ size }) => size))}::text[],
        ${sql.val(sizes.map(({ monthlyPrice }) => monthlyPrice))}::numeric(12, 2)[]))`;
}
