import type { PoolClient } from "pg";
import { expect, test } from "vitest";
import { withClient } from "../../../db/connection/database";
import { BinaryCopyWriter } from "../../../db/copy/binary-copy-writer";
import { copyIn } from "../../../db/copy/copy-in";
import { testDatabase } from "../../test-database";

const INTO = "subscriptions_copy (company_size, number, at, big)";

type Row = readonly [size: string, number: number, at: string, big: number];
const rows: readonly Row[] = [
  ["", 0, "2000-01-01T00:00:00.000Z", 0],
  ["Ünïcödé 😀 \t\\N", -1, "1999-12-31T23:59:59.999Z", -1],
  ["x".repeat(5000), 2 ** 31 - 1, "2999-12-31T23:59:59.999Z", Number.MAX_SAFE_INTEGER],
  ["z", -(2 ** 31), "1970-01-01T00:00:00.001Z", Number.MIN_SAFE_INTEGER],
];

function* chunksOf(some: Iterable<Row>, chunkBytes: number): Iterable<Buffer> {
  const writer = new BinaryCopyWriter(["text", "int4", "timestamptz", "int8"], chunkBytes);
  for (const [size, number, at, big] of some) {
    writer.text(size);
    writer.number(number);
    writer.number(Date.parse(at));
    writer.number(big);
    if (writer.full) yield writer.take();
  }
  writer.end();
  yield writer.take();
}

/** Runs `work` in a transaction that has just made the table, as COPY FREEZE wants it. */
async function inNewTable(work: (client: PoolClient) => Promise<void>): Promise<void> {
  const db = await testDatabase();
  await withClient(db.pool, async (client) => {
    await client.query("begin");
    await client.query(
      "create table subscriptions_copy (company_size text, number int, at timestamptz, big bigint)",
    );
    await work(client);
    await client.query("rollback");
  });
}

test.each([1, 100, 65_536])("rows arrive as they were sent, in chunks of %i bytes", async (chunkBytes) => {
  await inNewTable(async (client) => {
    await copyIn(client, INTO, chunksOf(rows, chunkBytes));
    const found = await client.query({ text: "select * from subscriptions_copy", rowMode: "array" });
    expect(found.rows).toEqual(rows.map(([size, number, at, big]) => [size, number, new Date(at), big]));
  });
});

test("no rows are none", async () => {
  await inNewTable(async (client) => {
    await copyIn(client, INTO, chunksOf([], 1000));
    expect((await client.query("select from subscriptions_copy")).rows).toEqual([]);
  });
});

test("bytes that are no rows are refused by the server", async () => {
  await inNewTable(async (client) => {
    await expect(copyIn(client, INTO, [Buffer.from("company_size,number\n")])).rejects.toThrow(
      /COPY file signature not recognized/,
    );
  });
});

test("rows that fail on this side fail the COPY, and the client can be used again", async () => {
  await inNewTable(async (client) => {
    function* failing(): Iterable<Row> {
      yield* rows;
      throw new Error("no more rows");
    }
    await expect(copyIn(client, INTO, chunksOf(failing(), 1))).rejects.toThrow(/no more rows/);
    await client.query("rollback");
    expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });
});

test("a signal stops the sending, and the client can be used again", async () => {
  await inNewTable(async (client) => {
    const interruption = new AbortController();
    function* endless(): Iterable<Row> {
      for (let n = 0; ; n += 1) {
        if (n === 1000) interruption.abort();
        yield ["x", n, "2025-01-01T00:00:00.000Z", n];
      }
    }
    await expect(copyIn(client, INTO, chunksOf(endless(), 1000), interruption.signal)).rejects.toThrow(
      /abort/i,
    );
    await client.query("rollback");
    expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });
});
