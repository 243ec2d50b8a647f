import { expect, test } from "vitest";
import { decodeField, type FieldType } from "../../../../db/copy/decode-field";
import { decodeTuples } from "../../../../db/copy/decode-tuples";
import { createCompanyGenerator, generateCompany } from "../../../../lib/dataset/company-generator";
import {
  companyChunks,
  companyMonthChunks,
  sessionChunks,
  subscriptionChunks,
} from "../../../../lib/dataset/load/row-chunks";
import { defaultRules } from "../../../../lib/dataset/rules";
import { small } from "../verify/small-dataset";

const generator = createCompanyGenerator({ ...defaultRules, companies: 30 }, "chunks");
const sessions = Array.from(
  { length: 30 },
  (_, n) => generateCompany(generator, n + 1).sessionTimes.length,
).reduce((sum, count) => sum + count);

test.each([1, 100, 65_536])("chunks of %i bytes hold together the same bytes", (chunkBytes) => {
  for (const chunksOf of [companyChunks, sessionChunks]) {
    const bytes = (size: number) =>
      Buffer.concat([...chunksOf(generator, size, { companies: 0, sessions: 0 })]);
    expect(bytes(chunkBytes).equals(bytes(1_000_000))).toBe(true);
  }
});

test("companies and sessions are counted as their chunks are taken", () => {
  const sent = { companies: 0, sessions: 0 };
  const chunks = sessionChunks(generator, 1, sent)[Symbol.iterator]();
  expect(sent).toEqual({ companies: 0, sessions: 0 });
  chunks.next();
  expect(sent).toEqual({ companies: 1, sessions: generateCompany(generator, 1).sessionTimes.length });
  while (!chunks.next().done);
  expect(sent).toEqual({ companies: 30, sessions });
});

test("one company makes one chunk where a chunk is one byte, and the trailer the last", () => {
  expect([...companyChunks(generator, 1, { companies: 0, sessions: 0 })]).toHaveLength(31);
});

/** The rows of binary COPY, each as its fields in words. */
async function decoded(chunks: Iterable<Buffer>, ...types: FieldType[]): Promise<string[]> {
  const rows: string[] = [];
  for await (const fields of decodeTuples(chunks)) {
    expect(fields).toHaveLength(types.length);
    rows.push(types.map((type, column) => decodeField(fields[column], type)).join(" "));
  }
  return rows;
}

test("subscriptions are a size and a price in cents, in the order of the sizes' bytes", async () => {
  expect(await decoded(subscriptionChunks(small), "text", "int8")).toEqual(["large 9950", "small 1900"]);
  // By UTF-16 code units the rocket would come before the ligature. 0.29 * 100 is 28.999999999999996.
  const sizes = ["🚀", "ﬀ", "a", "Z"].map((size) => ({
    size,
    probability: 0.25,
    monthlyPrice: 0.29,
    sessions: { base: 1, spread: 1 },
  }));
  const others = createCompanyGenerator({ ...defaultRules, sizes }, "chunks");
  expect(await decoded(subscriptionChunks(others), "text", "int8")).toEqual([
    "Z 29",
    "a 29",
    "ﬀ 29",
    "🚀 29",
  ]);
});

test("companies are a number, a name, a size and a sign-up", async () => {
  const sent = { companies: 0, sessions: 0 };
  expect(await decoded(companyChunks(small, 1000, sent), "int4", "text", "text", "timestamptz")).toEqual([
    "1 Sage Security Co. small 2024-12-03T07:15:18.593Z",
    "2 Eastern Dynamics Co. large 2024-12-15T02:34:10.841Z",
    "3 Indigo Films Corp. small 2024-12-02T23:20:19.395Z",
    "4 Sage Design Inc. small 2024-12-20T03:47:29.608Z",
  ]);
  expect(sent).toEqual({ companies: 4, sessions: 0 });
});

test("sessions are a company, a number of their own, a time and a duration", async () => {
  const sent = { companies: 0, sessions: 0 };
  const rows = await decoded(sessionChunks(small, 1000, sent), "int4", "int8", "timestamptz", "int4");
  expect(rows.slice(0, 2)).toEqual([
    "1 1000001 2024-12-06T19:56:49.382Z 1150",
    "2 2000001 2024-12-15T04:08:27.365Z 879",
  ]);
  expect(rows.at(-1)).toBe("4 4000004 2025-02-28T12:11:55.950Z 824");
  expect(rows).toHaveLength(15);
  expect(sent).toEqual({ companies: 4, sessions: 15 });
});

test("months are a company, a first day and a number of sessions, up to the month in which it churns", async () => {
  const sent = { companies: 0, sessions: 0, companyMonths: 0 };
  // Days since 2000-01-01: 2024-12-01 is 9101, 2025-01-01 is 9132 and 2025-02-01 is 9163.
  expect(await decoded(companyMonthChunks(small, 1000, sent), "int4", "int4", "int4")).toEqual([
    "1 9101 1",
    "2 9101 3",
    "2 9132 3",
    "2 9163 4",
    "4 9101 1",
    "4 9132 2",
    "4 9163 1",
  ]);
  expect(sent).toEqual({ companies: 4, sessions: 15, companyMonths: 7 });
});
