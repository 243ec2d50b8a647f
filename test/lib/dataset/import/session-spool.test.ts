import fs from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { withTemporaryFolder } from "../../../../db/process/temporary-folder";
import { SessionSpool } from "../../../../lib/dataset/import/session-spool";
import { UNKNOWN } from "../../../../lib/dataset/import/sorted-sessions";

interface Session {
  readonly company: number;
  readonly time: number;
  readonly duration: number;
  readonly hash: number;
}

/** What a spool returns of sessions, and how many were left out. */
async function sorted(sessions: Iterable<Session>, companies: number, end = Number.POSITIVE_INFINITY) {
  return await withTemporaryFolder(async (folder) => {
    const spool = new SessionSpool(folder);
    const counts = Array.from({ length: companies }, () => 0);
    for (const { company, time, duration, hash } of sessions) {
      counts[company] = (counts[company] ?? 0) + 1;
      spool.add(company, time, duration, hash);
    }
    const found = await spool.sort(counts, { end, keepsDuplicates: false, onSorted: () => undefined });
    const modes = fs.readdirSync(folder).map((name) => fs.statSync(`${folder}/${name}`).mode & 0o777);
    spool.close();
    const reader = found.reader();
    const rows = [...found.counts].flatMap((count, company) =>
      Array.from({ length: count }, () => [company, reader.time(), reader.duration()]),
    );
    found.close();
    return { rows, late: found.late, duplicates: found.duplicates, modes };
  });
}

test("sessions come back by company and time, those at the same time as they came, without duplicates", async () => {
  const session = fc.record({
    company: fc.nat(200),
    time: fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 7e15 })),
    duration: fc.constantFrom(UNKNOWN, 0, 2_147_483_647),
    hash: fc.constantFrom(0, 0x80000000, 0xffffffff),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(session, { maxLength: 700, size: "max" }), async (sessions) => {
      const end = 6e15;
      const inTime = sessions.filter(({ time }) => time < end);
      const once = [...new Map(inTime.map((one) => [JSON.stringify(one), one])).values()];
      const expected = once
        .sort((a, b) => a.company - b.company || a.time - b.time)
        .map(({ company, time, duration }) => [company, time, duration]);
      const { rows, late, duplicates } = await sorted(sessions, 201, end);
      expect(rows).toEqual(expected);
      expect([late, duplicates]).toEqual([sessions.length - inTime.length, inTime.length - once.length]);
    }),
    { numRuns: 50 },
  );
});

test("companies of a bucket with more sessions than are sorted at once are sorted one after the other", async () => {
  const companies = [64, 66];
  function* sessions(): Generator<Session> {
    for (let time = 600_000; time > 0; time -= 1) {
      for (const company of companies) yield { company, time, duration: company, hash: 0 };
    }
  }
  const { rows, modes } = await sorted(sessions(), 67);
  expect(rows.length).toBe(1_200_000);
  const isWrong = rows.findIndex(([company, time, duration], index) => {
    const expected = companies[Math.floor(index / 600_000)];
    return company !== expected || duration !== expected || time !== (index % 600_000) + 1;
  });
  expect(isWrong).toBe(-1);
  expect(modes).toEqual([0o600, 0o600]);
});
