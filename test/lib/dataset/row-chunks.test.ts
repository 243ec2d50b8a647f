import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { decodeField, decodeTuples } from "../../../db/copy/binary-copy-reader";
import { datasetTables, fieldTypes, type TableName } from "../../../lib/dataset/columns";
import {
  type CompanyGenerator,
  createCompanyGenerator,
  generateCompany,
} from "../../../lib/dataset/company-generator";
import { ActiveMonths, type Chunk, rowChunks } from "../../../lib/dataset/row-chunks";
import { defaultRandomSeed, defaultRules } from "../../../lib/dataset/rules";
import { startups } from "../../startups";
import { small } from "./verify/small-dataset";

const generator = createCompanyGenerator({ ...defaultRules, companies: 30 }, "chunks");
const sessions = Array.from(
  { length: 30 },
  (_, n) => generateCompany(generator, n + 1).sessionTimes.length,
).reduce((sum, count) => sum + count);

test("millions of companies over 40 years keep their active months apart", () => {
  const months = new ActiveMonths(5_000_000, 480);
  months.add(5_000_000, 479);
  expect([months.of(5_000_000).indexOf(true), months.of(4_999_999).includes(true)]).toEqual([479, false]);
});

const countsOf = ({ bytes, ...counts }: Chunk) => counts;

test("the default dataset is generated without a database, with the fingerprint that it always had", () => {
  const startup = createCompanyGenerator(defaultRules, defaultRandomSeed);
  const hash = createHash("sha256");
  for (const table of datasetTables) for (const { bytes } of rowChunks(startup, table)) hash.update(bytes);
  expect(hash.digest("hex")).toBe("60c70382bbd66a8a8285b339998017c440fd8df9439476ad494bcdc063d28b9f");
});

test.each([1, 100, 65_536])("chunks of %i bytes contain together the same bytes", (chunkBytes) => {
  for (const table of [
    "subscriptions",
    "companies",
    "company_months",
    "company_lives",
    "sessions",
  ] as const) {
    const bytes = (size: number) =>
      Buffer.concat([...rowChunks(generator, table, size)].map((chunk) => chunk.bytes));
    expect(bytes(chunkBytes).equals(bytes(1_000_000))).toBe(true);
  }
});

test("each chunk says how much has been encoded up to its end, and the trailer is the last", () => {
  const chunks = [...rowChunks(generator, "sessions", 1)];
  const first = generateCompany(generator, 1).sessionTimes.length;
  expect(chunks.slice(0, 1).map(countsOf)).toEqual([{ rows: first, companies: 1, sessions: first }]);
  expect(chunks.slice(-1)).toEqual([
    { rows: sessions, companies: 30, sessions, bytes: Buffer.from([0xff, 0xff]) },
  ]);
});

test("one company is one chunk if a chunk is a byte", () => {
  expect([...rowChunks(generator, "companies", 1)].map(({ rows }) => rows)).toEqual([
    ...Array.from({ length: 30 }, (_, n) => n + 1),
    30,
  ]);
});

/** The rows of a table, each as its fields in words, and the counts of its last chunk. */
async function decoded(generator: CompanyGenerator, table: TableName) {
  const chunks = [...rowChunks(generator, table, 1000)];
  const types = fieldTypes(table);
  const rows: string[] = [];
  for await (const fields of decodeTuples(chunks.map(({ bytes }) => bytes))) {
    expect(fields).toHaveLength(types.length);
    rows.push(types.map((type, column) => decodeField(fields[column], type)).join(" "));
  }
  return { rows, counts: chunks.slice(-1).map(countsOf) };
}

test("subscriptions are a size and a price in cents, in the order of the sizes' bytes", async () => {
  expect((await decoded(small, "subscriptions")).rows).toEqual(["large 9950", "small 1900"]);
  // By UTF-16 code units the rocket would come before the ligature. 0.29 * 100 is 28.999999999999996.
  const sizes = ["🚀", "ﬀ", "a", "Z"].map((size) => ({
    size,
    probability: 0.25,
    monthlyPrice: 0.29,
    sessions: { base: 1, spread: 1 },
  }));
  const others = createCompanyGenerator({ ...defaultRules, sizes }, "chunks");
  expect((await decoded(others, "subscriptions")).rows).toEqual(["Z 29", "a 29", "ﬀ 29", "🚀 29"]);
});

test("companies are a number, a name, a size and a sign-up", async () => {
  expect(await decoded(small, "companies")).toEqual({
    rows: [
      "1 Sage Security Co. small 2024-12-03T07:15:18.593Z",
      "2 Eastern Dynamics Co. large 2024-12-15T02:34:10.841Z",
      "3 Indigo Films Corp. small 2024-12-02T23:20:19.395Z",
      "4 Sage Design Inc. small 2024-12-20T03:47:29.608Z",
    ],
    counts: [{ rows: 4, companies: 4, sessions: 0 }],
  });
});

test("sessions are a company, a number of their own, a time and a duration", async () => {
  const { rows, counts } = await decoded(small, "sessions");
  expect(rows.slice(0, 2)).toEqual([
    "1 1000001 2024-12-06T19:56:49.382Z 1150",
    "2 2000001 2024-12-15T04:08:27.365Z 879",
  ]);
  expect(rows.at(-1)).toBe("4 4000004 2025-02-28T12:11:55.950Z 824");
  expect(counts).toEqual([{ rows: 15, companies: 4, sessions: 15 }]);
});

test("months are a company, a first day and a number of sessions, up to the month in which it churns", async () => {
  // Days since 2000-01-01: 2024-12-01 is 9101, 2025-01-01 is 9132 and 2025-02-01 is 9163.
  expect(await decoded(small, "company_months")).toEqual({
    rows: ["1 9101 1", "2 9101 3", "2 9132 3", "2 9163 4", "4 9101 1", "4 9132 2", "4 9163 1"],
    counts: [{ rows: 7, companies: 4, sessions: 15 }],
  });
});

test("lives are a company, the first active month and a bit per month up to the last; none of a company that never came", async () => {
  expect(await decoded(small, "company_lives")).toEqual({
    rows: ["1 9101 1", "2 9101 111", "4 9101 111"],
    counts: [{ rows: 3, companies: 4, sessions: 0 }],
  });
});

test.each([["default startup", { ...defaultRules, companies: 30 }], ...Object.entries(startups)])(
  "lives from the active months of the table of months are the same as lives drawn again: %s",
  (_, rules) => {
    const generator = createCompanyGenerator(rules, "lives");
    const bytes = (table: TableName, activeMonths?: ActiveMonths) =>
      Buffer.concat([...rowChunks(generator, table, 1000, activeMonths)].map((chunk) => chunk.bytes));
    const activeMonths = new ActiveMonths(generator.companies, generator.rules.months);
    expect(bytes("company_months", activeMonths)).toEqual(bytes("company_months"));
    expect(bytes("company_lives", activeMonths)).toEqual(bytes("company_lives"));
  },
);
