import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { isShown } from "../../../lib/notebook/display-bundle";
import { displayQuery } from "../../../lib/notebook/display-query";
import { watchConnection } from "../../../lib/notebook/watch-connection";
import { startupToChange, writeDataset } from "../../given-dataset";
import { databaseOfFile } from "../../test-database";
import { displayedBy } from "./displayed-by";

const file = databaseOfFile();
beforeAll(() => writeDataset(file.db, startupToChange));

/** The plain text below a cell that displays a query, or what it says if it fails. */
async function textBelow(...query: DropFirst<Parameters<typeof displayQuery>>): Promise<string> {
  let failure = "";
  const shown = await displayedBy(async () => {
    await displayQuery(file.db, ...query).catch((thrown) => {
      failure = thrown.message;
    });
  });
  return shown.map(({ data }) => String(data["text/plain"])).join("\n") || failure;
}

type DropFirst<Parameters extends readonly unknown[]> = Parameters extends [unknown, ...infer Rest]
  ? Rest
  : never;

test("a query as a text shows its rows as a table", async () => {
  const text = "select company_size, count(*) as companies from companies group by 1 order by 1;";
  expect(await textBelow(text)).toBe(
    "company size  companies\n------------  ---------\nlarge                 2\nsmall                 1",
  );
});

test("the rows come back with numbers, dates and the types that the query or the caller names", async () => {
  await displayedBy(async () => {
    const rows = await displayQuery<{ n: number; at: Date }>(
      file.db,
      "select 1::bigint as n, timestamptz '2025-01-31 12:00Z' as at",
    );
    expect(rows).toEqual([{ n: 1, at: new Date("2025-01-31T12:00:00Z") }]);
    expect(isShown(rows)).toBe(true);
    // @ts-expect-error the query has no such column
    expect(rows[0]?.month).toBeUndefined();

    const [large] = await displayQuery(file.db, file.db.selectFrom("companies").select("company_size"));
    const size: string | undefined = large?.company_size;
    expect(size).toBe("small");
    // @ts-expect-error the query has no such column
    expect(large?.month).toBeUndefined();

    const [typed] = await displayQuery(file.db, sql<{ n: number }>`select 1 as n`);
    expect(typed?.n.toFixed(1)).toBe("1.0");
  });
});

test("parameters of the tag sql are values, whatever they contain", async () => {
  const hostile = "small'; drop table sessions; --";
  expect(await textBelow(sql`select ${hostile} as name, ${3}::int + 1 as n`)).toContain(`${hostile}  4`);
  expect(await textBelow(sql`select * from companies where company_size = ${hostile}`)).toBe("no rows");
});

test("no more rows are fetched than the limit, and a sentence says that there are more", async () => {
  await displayedBy(async () => {
    expect(await displayQuery(file.db, "select generate_series(1, 10000000) as n")).toHaveLength(1000);
  });
  expect(await textBelow("select generate_series(1, 3) as n", { limit: 2 })).toContain(
    "The query has more rows: 2 were fetched, and { limit: 20 } fetches more.",
  );
  expect(await textBelow("select generate_series(1, 2) as n", { limit: 2 })).not.toContain("more");
  expect(await textBelow("select generate_series(1, 100001) as n", { limit: 100_000 })).toContain(
    "The query has more rows: 100,000 were fetched, and that is the most.",
  );
});

test("columns of the same name are not lost without a word", async () => {
  expect(await textBelow("select 1 as a, 2 as b, 3 as a")).toContain(
    'several columns named a, of which the last is shown; name each with "as".',
  );
});

test("a plan is shown, and a setting, also after comments", async () => {
  expect(await textBelow("explain select * from companies")).toContain("Scan");
  expect(await textBelow("-- why?\n/* explain\n * it */ explain select * from companies")).toContain("Scan");
  expect(await textBelow("-- how much?\nshow work_mem")).toContain("work mem");
});

test.each([
  ["insert into companies default values", "INSERT"],
  ["-- all of them\nupdate companies set company_size = 'small'", "UPDATE"],
  ["drop table sessions", "DROP"],
  ["copy sessions to program 'true'", "COPY"],
  ["do $$ begin commit; delete from sessions; end $$", "DO"],
  ["with gone as (delete from sessions returning 1) select count(*) from gone", "a WITH that writes"],
  ["explain analyze delete from sessions", "DELETE"],
  ["select * from sessions for update", "SELECT FOR UPDATE"],
])("%s is refused with a sentence that says how to write", async (text, word) => {
  expect(await textBelow(text)).toMatch(
    `displayQuery: the SQL must only read, received ${word}; to write, use db.insertInto, `,
  );
});

test("a second statement does not escape from the transaction that only reads", async () => {
  for (const begin of ["select 1", "explain select 1", "commit", "select $$;$$"])
    expect(await textBelow(`${begin}; commit; drop table sessions`)).toMatch(
      /must be one query|syntax error/,
    );
  expect(await textBelow("commit")).toBe('database: syntax error at or near "commit"\n1 | commit\n    ^');
  expect(await textBelow("select set_config('transaction_read_only', 'off', false)")).toContain(
    "read-only transaction",
  );
  await textBelow("select set_config('search_path', 'nowhere', false)");
  expect(await textBelow("select count(*) as sessions from sessions")).toContain("7");
});

test("the place that Postgres reports is marked in its line", async () => {
  expect(await textBelow("select 'é🚀' as a,\r\n\tcompany_siz\nfrom companies")).toBe(
    `database: column "company_siz" does not exist; perhaps you meant to reference the column "companies.company_size"
2 |  company_siz
     ^`,
  );
  const long = `select ${"1 + ".repeat(50)} nothing ${"+ 1".repeat(50)}`;
  const [, line = "", caret = ""] = (await textBelow(long)).split("\n");
  expect(line.slice(caret.length - 1)).toMatch(/^nothing .{31,32}…$/);
  expect(await textBelow("explain select * from nowhere")).toContain(
    "\n1 | explain select * from nowhere\n                          ^",
  );
  expect(await textBelow("select 1 / 0")).toBe("database: division by zero");
  expect(await textBelow('select * from companies where company_size = "large"')).toMatch(
    /^database: column "large" does not exist; double quotes are for names: a text is written 'large'\n1 \| /,
  );
});

test("a query that takes too long is ended, and the sentence says how to allow more", async () => {
  expect(await textBelow("select pg_sleep(20)", { seconds: 0.2 })).toBe(
    "displayQuery: the query must end within 0.2 seconds and did not; narrow it down, or allow more with { seconds: 0.8 }",
  );
  expect(await textBelow("select pg_sleep(20)", { seconds: 1 })).toContain("within 1 second and");
});

test("rows that are too large end the query with a sentence, and the next query runs", async () => {
  const sentence =
    "displayQuery: the rows must not exceed 50 MB, and they do; select fewer rows or columns, or shorten texts with left(…, 200)";
  expect(await textBelow("select repeat('x', 60000000) as x")).toBe(sentence);
  expect(await textBelow("select repeat('x', 1000000) as x from generate_series(1, 900)")).toBe(sentence);
  expect(await textBelow("select length(repeat('x', 20000000)) as n")).toContain("20,000,000");
});

test("a server that does not react ends the query with a sentence", async () => {
  const client = await file.db.pool.connect();
  client.on("error", () => undefined);
  const watch = watchConnection(client, { bytes: 1e6, milliseconds: 50 });
  const query = client.query("select pg_sleep(20)");
  await expect(query).rejects.toThrow("terminated");
  client.release(true);
  expect(watch.exceeded()).toBe("milliseconds");
});

test("advisory locks do not stay on the connection, even if the query fails", async () => {
  await textBelow("select pg_advisory_lock(1)");
  expect(await textBelow("select pg_advisory_lock(2), 1 / (random() > 2)::int")).toContain(
    "division by zero",
  );
  // The server is shared: other tests hold locks in other databases.
  expect(
    await textBelow(`select count(*) as locks from pg_locks join pg_database on pg_database.oid = database
      where locktype = 'advisory' and datname = current_database()`),
  ).toMatch(/ 0$/);
});

test("a NUL in the SQL or a parameter is refused", async () => {
  for (const query of ["select '\0'", sql`select ${"a\0"} as a`])
    expect(await textBelow(query)).toBe(
      "displayQuery: the SQL and its parameters must not contain the character NUL (\\0); remove it",
    );
});

test.each([
  [{ seconds: 0 }, "seconds must be a number from 0.1 to 86,400, received 0"],
  [{ seconds: Number.NaN }, "seconds must be a number from 0.1 to 86,400, received NaN"],
  [{ limit: 1.5 }, "limit must be an integer from 1 to 100,000, received 1.5"],
])("the options %o are refused", async (options, sentence) => {
  expect(await textBelow("select 1", options)).toBe(`displayQuery: ${sentence}`);
});

test("a parameter in a text is explained", async () => {
  expect(await textBelow("select * from companies where company_id = $1")).toBe(
    "displayQuery: a text cannot have parameters, received $1; write the query with the tag sql of kysely",
  );
});
