import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { defaultRules } from "../../../../lib/dataset/rules";
import { writeReports } from "../../../../lib/jupyter/report/write-reports";

test("rows that rules and seed do not give are not reported", { timeout: 420_000 }, async () => {
  vi.stubEnv("DATABASE_URL", inject("serverUrl"));
  onTestFinished(() => void vi.unstubAllEnvs());
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "startup report "));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const startup = {
    rules: { ...defaultRules, companies: 9 },
    randomSeed: "demo",
    fingerprint: "0".repeat(64),
  };
  const signal = new AbortController().signal;

  const writing = writeReports(startup, { folder, signal, onProgress: () => undefined });

  await expect(writing).rejects.toThrow(
    /^report: the recorded rules and seed must give the rows in the database, and they give others, .* are unchanged$/,
  );
  expect(fs.readdirSync(folder)).toEqual([]);
});
