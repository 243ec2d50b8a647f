import type { PoolClient } from "pg";
import { expect, test } from "vitest";
import { withClient } from "../../../db/connection/database";
import { type CopyFormat, copyOut } from "../../../db/copy/copy-out";
import { databaseOfFile } from "../../test-database";

const file = databaseOfFile();

const ROWS = "select n, 'a,b' as text from generate_series(1, 2) as n";
const MANY = "select n, repeat('x', 1000) from generate_series(1, 100000) as n";

async function read(client: PoolClient, query: string, format?: CopyFormat): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of copyOut(client, query, format)) pieces.push(piece);
  return Buffer.concat(pieces);
}

test("rows come as CSV with a line of column names, or in binary, and the client can be used again", async () => {
  await withClient(file.db.pool, async (client) => {
    expect((await read(client, ROWS, "csv")).toString()).toBe('n,text\n1,"a,b"\n2,"a,b"\n');
    const binary = await read(client, ROWS);
    expect(binary.subarray(0, 11).toString("latin1")).toBe("PGCOPY\n\xff\r\n\0");
    expect(binary.subarray(-9).toString("hex")).toBe(`00000003${Buffer.from("a,b").toString("hex")}ffff`);
    expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });
});

test.each([
  ["amid its rows", "select 1 / (50000 - n) from generate_series(1, 100000) as n", "division by zero"],
  ["before the first", "select * from nowhere", 'relation "nowhere" does not exist'],
])("a query that fails %s fails the reading, and the client can be used again", async (_, query, message) => {
  await withClient(file.db.pool, async (client) => {
    await expect(read(client, query)).rejects.toThrow(message);
    expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  });
});

test.each<[string, () => void]>([
  ["stops", () => undefined],
  [
    "fails",
    () => {
      throw new Error("no more");
    },
  ],
])("a reader that %s before the end ends the connection", async (_, leave) => {
  const reading = withClient(file.db.pool, async (client) => {
    try {
      for await (const piece of copyOut(client, MANY)) {
        expect(piece.length).toBeGreaterThan(0);
        leave();
        break;
      }
    } catch (thrown) {
      expect(thrown).toEqual(new Error("no more"));
    }
    await client.query("select 1");
  });
  await expect(reading).rejects.toThrow(/the connection was lost; run this again$/);
});
