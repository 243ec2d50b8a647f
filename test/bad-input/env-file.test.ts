import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { databaseUrl } from "../../db/database-url";
import { ExplainedError } from "../../db/explained-error";

const LIKE = "DATABASE_URL must look like postgresql://user:password@host:5432/database, received";
const CORRECT = "; correct it, or remove it to use the embedded database";

/** The path of an `.env` that the environment does not overrule, in a folder that is gone after the test. */
function envFile(): string {
  vi.stubEnv("DATABASE_URL", undefined);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "startup env "));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    fs.rmSync(folder, { recursive: true });
  });
  return path.join(folder, ".env");
}

async function refusal(file: string): Promise<string> {
  const failure = await databaseUrl(file).catch((thrown) => thrown);
  expect(failure).toBeInstanceOf(ExplainedError);
  return failure.message;
}

test.each([
  ["localhost:5432/db", "localhost:5432/db"],
  ["host/db", "host/db"],
  ["//host/db", "//host/db"],
  ["postgresql", "postgresql"],
  ["postgres//u:secret@host/db", "postgres//u:…@host/db"],
  ["postgressql://u:secret@host/db", "postgressql://u:…@host/db"],
  ["mysql://u:secret@host/db", "mysql://u:…@host/db"],
  ["https://u:secret@host/db", "https://u:…@host/db"],
  ["file:///data/db.sqlite", "file:///data/db.sqlite"],
  ["postgresql://u:secret@host:port/db", "postgresql://u:…@host:port/db"],
  ["postgresql://u:secret@host:99999/db", "postgresql://u:…@host:99999/db"],
  ["postgresql://u:secret@[::1/db", "postgresql://u:…@[::1/db"],
  ["'user=u password=secret host=h'", "user=u password=… host=h"],
  ['"<your database>"', "<your database>"],
])("the .env line DATABASE_URL=%s is refused in one sentence without its password", async (value, shown) => {
  const file = envFile();
  fs.writeFileSync(file, `# ours\nDATABASE_URL=${value}\n`);
  expect(await refusal(file)).toBe(`${LIKE} ${JSON.stringify(shown)}${CORRECT}`);
});

test("an .env that cannot be read is refused in one sentence", async () => {
  const file = envFile();
  fs.mkdirSync(file);
  expect(await refusal(file)).toMatch(
    /^\S.+\.env must be a text file that you may read, received EISDIR: .+; correct or remove it$/,
  );
});
