/**
 * What the fingerprint is made of: the rows of the tables in this order, as binary COPY of these queries.
 * `lib/dataset/load/row-chunks` encodes the same rows in the same columns.
 *
 * Nothing here depends on the server's time zone, locale or encoding: instants and prices are whole
 * numbers, sizes are ordered by their UTF-8 bytes.
 */
export const canonicalTables = [
  {
    table: "subscriptions",
    query: `select company_size, (monthly_price * 100)::bigint as cents
            from subscriptions order by convert_to(company_size, 'UTF8')`,
  },
  {
    table: "companies",
    query: "select company_id, company_name, company_size, created_at from companies order by company_id",
  },
  {
    table: "sessions",
    query: `select company_id, session_id, created_at, duration_seconds
            from sessions order by company_id, session_id`,
  },
] as const;
