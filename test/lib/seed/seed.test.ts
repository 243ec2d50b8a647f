import { expect, test } from "vitest";
import { seed } from "../../../lib/seed/seed";
import { testDatabase } from "../../test-database";

test("the summary counts what is in the tables", async () => {
  const db = await testDatabase();

  const summary = await seed(db);

  const { sessions } = await db
    .selectFrom("sessions")
    .select(({ fn }) => fn.countAll<number>().as("sessions"))
    .executeTakeFirstOrThrow();
  expect(summary.companies).toBe(500);
  expect(summary.sessions).toBe(sessions);
});
