import { expect, test } from "vitest";
import { verifyOn } from "../../../../lib/dataset/verify/verify";
import { afterwards, smallDatasetOfFile, UNCHECKED } from "./small-dataset";

const file = smallDatasetOfFile();

const imported = `update dataset set rules = null, seed = null, generator_version = null,
  imported_from = '{"files": [{"name": "a.csv"}, {"name": "b.csv"}]}';`;
const byHand = `${imported} update dataset set imported_from = null, companies = null, sessions = null, fingerprint = null;`;
const writable = "alter table company_months disable trigger company_months_refuse_writes;";
const unknown = `update subscriptions set monthly_price = null; update sessions set duration_seconds = null;
  update companies set source_id = 'customer ' || company_id;`;

/** The verdict, and the details of the checks by name: of those that fail, or that are asked for. */
async function verified(statements: string, wanted?: string) {
  return await afterwards(file.db, `${UNCHECKED} ${statements}`, async (client) => {
    const { rows, verdict } = await verifyOn(client, new AbortController().signal);
    const shown = rows.filter(({ check, passed }) => (wanted === undefined ? !passed : check === wanted));
    return { verdict, found: Object.fromEntries(shown.map(({ check, detail }) => [check, detail])) };
  });
}

const unchecked = "; distributions and regeneration are checked for generated data only.";

test("imported rows pass, and the verdict says what is not checked", async () => {
  expect(await verified(imported)).toEqual({ verdict: `All 10 checks pass${unchecked}`, found: {} });
  expect((await verified(imported, "record of the dataset")).found).toEqual({
    "record of the dataset": "imported from a.csv and b.csv",
  });
});

test("rows inserted by hand pass without prices and durations, and have no counts and no fingerprint", async () => {
  expect(await verified(byHand + unknown)).toEqual({ verdict: `All 8 checks pass${unchecked}`, found: {} });
});

test.each([
  [
    "subscriptions set monthly_price = null where company_size = 'small'",
    "prices are known for all sizes or none",
    "size small has no price",
  ],
  [
    "companies set company_size = 'tiny' where company_id = 2",
    "each company has a size that exists",
    "company 2: its size is tiny",
  ],
  [
    "companies set created_at = '2025-03-01Z' where company_id = 3",
    "each company signed up before the horizon ends",
    "company 3: it signed up on 2025-03-01 00:00:00.000 UTC",
  ],
  [
    "sessions set company_id = 9, session_id = 9000001 where session_id = 1000001",
    "each session belongs to a company",
    "company 9: session 9000001 and no such company",
  ],
  [
    "sessions set created_at = 'infinity' where session_id = 2000001",
    "sessions lie inside the horizon",
    /^company 2: session 2000001 was on /,
  ],
  [
    "company_months set sessions = 9 where company_id = 2",
    "tables and view for KPIs follow the sessions",
    /^company 2: .* company_months has /,
  ],
])("after update %s, a check fails", async (statement, check, detail) => {
  const { found, verdict } = await verified(`${byHand} ${writable} update ${statement};`);
  expect(found).toMatchObject({
    [check]: typeof detail === "string" ? detail : expect.stringMatching(detail),
  });
  expect(verdict).toMatch(/^\d of 8 checks fails?; distributions and /);
});

test("rows that were changed after an import have another fingerprint", async () => {
  const changed = `${imported} update sessions set duration_seconds = null where session_id = 2000001;`;
  expect(Object.keys((await verified(changed)).found)).toEqual(["fingerprint matches the record"]);
});

test("sessions before a sign-up are counted, and break nothing", async () => {
  const early = `${byHand} update companies set created_at = '2025-02-28Z' where company_id in (2, 4);`;
  const check = "companies with sessions before their sign-up";
  expect((await verified(early)).found).toEqual({});
  expect((await verified(early, check)).found[check]).toMatch(
    /^company 2: session 2000001 was before the company signed up; company 4: session 4000001 .*; they count as sign-ups$/,
  );
  expect((await verified(byHand, check)).found[check]).toBe("none");
});

test("a generated session without a duration differs from a regeneration, and those behind it are read", async () => {
  const { found } = await verified("update sessions set duration_seconds = null where session_id = 2000001;");
  expect(Object.keys(found)).toEqual(["fingerprint matches the record", "rows match a regeneration"]);
  expect(found["rows match a regeneration"]).toMatch(
    /^company 2: session 2000001 has duration_seconds nothing instead of \d+$/,
  );
});
