import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { configuredUrl, databaseUrl } from "../../db/database-url";
import { UserError } from "../../db/errors/user-error";

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
  expect(failure).toBeInstanceOf(UserError);
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

const URL_IN_FILE = "postgresql://u:p@host/db";
const line = `DATABASE_URL=${URL_IN_FILE}`;

test.each<[string, string | Buffer]>([
  ["a byte order mark", `\ufeff${line}\n`],
  ["UTF-16 as Windows writes it", Buffer.from(`\ufeff${line}\r\n`, "utf16le")],
  ["UTF-16 of the other order", Buffer.from(`\ufeff${line}\n`, "utf16le").swap16()],
  ["line ends of Windows", `POSTGRES_PASSWORD=x\r\n\r\n${line}\r\nJUPYTER_TOKEN=y\r\n`],
  ["line ends of an old Mac", `POSTGRES_PASSWORD=x\r${line}\r`],
  ["lines of blanks", `POSTGRES_PASSWORD=x\n   \n\t\n${line}\n  `],
  ["export before the name", `export ${line}`],
  ["blanks around it", `   DATABASE_URL \t=   ${URL_IN_FILE}   `],
  ["a colon after the name", `DATABASE_URL: ${URL_IN_FILE}`],
  ["double quotes and a comment", `DATABASE_URL="${URL_IN_FILE}" # ours`],
  ["single quotes", `DATABASE_URL='${URL_IN_FILE}'`],
  ["backquotes", `DATABASE_URL=\`${URL_IN_FILE}\``],
  ["a comment behind it", `${line} # ours`],
  ["an earlier one", `DATABASE_URL=postgresql://other/db\n${line}`],
  ["bytes of Latin-1 in a comment", Buffer.from(`# f\xfcr uns\n${line}`, "latin1")],
  ["no line end", line],
])("the DATABASE_URL of an .env with %s counts", async (_, content) => {
  const file = envFile();
  fs.writeFileSync(file, content);
  expect(await databaseUrl(file)).toBe(URL_IN_FILE);
});

test.each<[string, number]>([
  [`POSTGRES_PASSWORD=x\ndatabase_url=${URL_IN_FILE}`, 2],
  [`Database_Url=${URL_IN_FILE}`, 1],
  [`\r\n\r\nset ${line}`, 3],
  [`$env:DATABASE_URL = "${URL_IN_FILE}"`, 1],
  [`{ "DATABASE_URL": "${URL_IN_FILE}" }`, 1],
  [`DATABASE_URL ${URL_IN_FILE}`, 1],
  ["DATABASE_URL", 1],
  [`\u200b${line}`, 1],
])("the .env %j, which names DATABASE_URL in another form, is refused", async (content, number) => {
  const file = envFile();
  fs.writeFileSync(file, content);
  expect(await refusal(file)).toBe(
    `${file} must name the database as DATABASE_URL=postgresql://user:password@host:5432/database, received another form in line ${number}; correct or remove that line`,
  );
});

test("an .env in UTF-16 without a byte order mark is refused", async () => {
  const file = envFile();
  fs.writeFileSync(file, Buffer.from(line, "utf16le"));
  expect(await refusal(file)).toBe(
    `${file} must be a text file that you may read, received bytes that are not UTF-8; correct or remove it`,
  );
});

test.each([
  "",
  "DATABASE_URL=",
  "DATABASE_URL=   ",
  'DATABASE_URL=""',
  "DATABASE_URL= # none yet",
  `# ${line}`,
  `  #${line}`,
  "POSTGRES_PASSWORD=x # also in DATABASE_URL",
  "DATABASE_URL_OF_TESTS=x\nSHADOW_DATABASE_URL=x\nMY-DATABASE_URLS=x",
  "DIRECT_URL=$DATABASE_URL",
])("the .env %j names no database", (content) => {
  const file = envFile();
  fs.writeFileSync(file, content);
  expect(configuredUrl(file)).toBeUndefined();
});

test.each(["", " ", "\t\n"])("the environment's DATABASE_URL %j counts as none: .env is asked", (value) => {
  const file = envFile();
  fs.writeFileSync(file, line);
  vi.stubEnv("DATABASE_URL", value);
  expect(configuredUrl(file)).toBe(URL_IN_FILE);
});

test("an .env that cannot be read is refused in one sentence", async () => {
  const file = envFile();
  fs.mkdirSync(file);
  expect(await refusal(file)).toMatch(
    /^\S.+\.env must be a text file that you may read, received EISDIR: .+; correct or remove it$/,
  );
});
