import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { databaseUrl } from "../../db/database-url";
import { ExplainedError } from "../../db/explained-error";

const LIKE = "DATABASE_URL must look like postgresql://user:password@host:5432/database, received";
const UNPARSED =
  "one that cannot be parsed: the port must be a number, and in a user or password % : / ? # @ are written %25 %3A %2F %3F %23 %40";
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
  ["localhost:5432/db", "a text that is not a URL"],
  ["//host/db", "a text that is not a URL"],
  ["postgresql", "a text that is not a URL"],
  ["'user=u password=SECRET host=h'", "a text that is not a URL"],
  ["host=h user=u password='MY SECRET'", "a text that is not a URL"],
  ["host=h user=u pwd=SECRET", "a text that is not a URL"],
  ['"<your database>"', "a text that is not a URL"],
  ["=postgresql://u:SECRET@host/db", "a text that is not a URL"],
  ["https://u:SECRET@host/db", "a URL that begins with https://"],
  ["file:///data/db.sqlite", "a URL that begins with file://"],
  ["postgresql://u:SECRET@host:port/db", UNPARSED],
  ["'postgresql://u:12#SECRET@host/db'", UNPARSED],
  ['"postgresql://u:12#SECRET@host/db"', UNPARSED],
])(
  "the .env line DATABASE_URL=%s is refused in one sentence that repeats no part of it",
  async (value, kind) => {
    const file = envFile();
    fs.writeFileSync(file, `# ours\nDATABASE_URL=${value}\n`);
    expect(await refusal(file)).toBe(`${LIKE} ${kind}${CORRECT}`);
  },
);

test.each([
  "postgresql://u:12#SECRET@host/db",
  "postgresql://u:SEC#RET@host/db",
  "postgresql://u:12@host/db# ours",
])(
  "the .env line DATABASE_URL=%s, cut where a comment begins, is refused without the rest",
  async (value) => {
    const file = envFile();
    fs.writeFileSync(file, `DATABASE_URL=${value}\n`);
    expect(await refusal(file)).toBe(
      `${file} must not have a # in DATABASE_URL, received one, which begins a comment; write it as %23`,
    );
  },
);

test("an .env that cannot be read is refused in one sentence", async () => {
  const file = envFile();
  fs.mkdirSync(file);
  expect(await refusal(file)).toMatch(
    /^\S.+\.env must be a text file that you may read, received EISDIR: .+; correct or remove it$/,
  );
});
