import { expect, test } from "vitest";
import { createGenerator, generateCompany } from "../../../lib/generate/generate-company";
import { defaultRules } from "../../../lib/rules/rules";
import { companyChunks, sessionChunks } from "../../../lib/seed/row-chunks";

const generator = createGenerator({ ...defaultRules, companies: 30 }, "chunks");
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
