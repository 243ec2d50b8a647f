import { expect, test } from "vitest";
import { exportedTables, selectRows } from "../../../../lib/dataset/export/exported-tables";

test("all columns of the three tables are exported in the order of their keys", () => {
  const queries = exportedTables.map((table) => selectRows(table, ({ name, kind }) => `${kind}(${name})`));

  expect(queries).toEqual([
    "select text(company_size) as company_size, money(monthly_price) as monthly_price" +
      " from subscriptions order by convert_to(company_size, 'UTF8')",
    "select integer(company_id) as company_id, text(company_name) as company_name," +
      " text(company_size) as company_size, instant(created_at) as created_at" +
      " from companies order by company_id",
    "select integer(company_id) as company_id, bigint(session_id) as session_id," +
      " instant(created_at) as created_at, integer(duration_seconds) as duration_seconds" +
      " from sessions order by company_id, session_id",
  ]);
});
