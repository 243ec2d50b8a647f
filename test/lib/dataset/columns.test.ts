import { expect, test } from "vitest";
import { copyTarget, selectRows } from "../../../lib/dataset/columns";

test("the columns of a table are selected in the order of its key, texts by their bytes and prices as whole cents", () => {
  expect(selectRows("subscriptions")).toBe(
    "select company_size as company_size, (monthly_price * 100)::bigint as monthly_price" +
      " from subscriptions order by convert_to(subscriptions.company_size, 'UTF8')",
  );
  expect(selectRows("sessions", ({ name, kind }) => `${kind}(${name})`)).toBe(
    "select int4(company_id) as company_id, int8(session_id) as session_id," +
      " timestamptz(created_at) as created_at, int4(duration_seconds) as duration_seconds" +
      " from sessions order by sessions.company_id, sessions.session_id",
  );
});

test("COPY fills the columns in the order in which they are encoded", () => {
  expect(copyTarget("company_months")).toBe("company_months (company_id, month_start, sessions)");
});
