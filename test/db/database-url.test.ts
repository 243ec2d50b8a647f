import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { configuredUrl, databaseUrl } from "../../db/database-url";
import { UserError } from "../../db/errors/user-error";
import { projectRoot } from "../../db/process/project-root";
import { temporaryFolder } from "../temporary-folder";

const noFile = path.join(os.tmpdir(), "no such folder", ".env");

function setDatabaseUrl(url: string | undefined): void {
  vi.stubEnv("DATABASE_URL", url);
  onTestFinished(() => void vi.unstubAllEnvs());
}

function envFile(content: string): string {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, ".env"), content);
  return path.join(folder, ".env");
}

describe("the URL of the database", () => {
  test("is DATABASE_URL of the environment", async () => {
    setDatabaseUrl("postgresql://a@host/db");
    expect(await databaseUrl(noFile)).toBe("postgresql://a@host/db");
  });

  test.each([
    ["DATABASE_URL=postgresql://b@host/db", "postgresql://b@host/db"],
    ['DATABASE_URL="postgresql://b:p%231@host/db" # ours', "postgresql://b:p%231@host/db"],
    ["# a comment\n\nPOSTGRES_PASSWORD=x\nDATABASE_URL=postgres://b@host/db\n", "postgres://b@host/db"],
  ])("is DATABASE_URL of .env if the environment has none: %j", async (content, url) => {
    setDatabaseUrl(undefined);
    expect(await databaseUrl(envFile(content))).toBe(url);
  });

  test("is the environment's if both have one", async () => {
    setDatabaseUrl("postgresql://a@host/db");
    expect(await databaseUrl(envFile("DATABASE_URL=postgresql://b@host/db"))).toBe("postgresql://a@host/db");
  });

  test.each(["", "POSTGRES_PASSWORD=x", "DATABASE_URL="])("is not configured if .env is %j", (content) => {
    setDatabaseUrl(undefined);
    expect(configuredUrl(envFile(content))).toBeUndefined();
  });

  test("is that of the project's .env by default", () => {
    setDatabaseUrl(undefined);
    expect(configuredUrl()).toBe(configuredUrl(path.join(projectRoot, ".env")));
  });

  test("is refused in one line if .env is a folder", () => {
    setDatabaseUrl(undefined);
    const folder = path.dirname(envFile(""));
    expect(() => configuredUrl(folder)).toThrow(
      new UserError(
        `${folder} must be a text file that you may read, received EISDIR: illegal operation on a directory, read; correct or remove it`,
        { cause: expect.objectContaining({ code: "EISDIR" }) },
      ),
    );
  });

  test("is not configured if it is empty and there is no .env", () => {
    setDatabaseUrl("");
    expect(configuredUrl(noFile)).toBeUndefined();
  });
});

const unlike = "DATABASE_URL must look like postgresql://user:password@host:5432/database, received";
const unparsed =
  "one that cannot be parsed: the port must be a number, and in a user or password % : / ? # @ are written %25 %3A %2F %3F %23 %40";

test.each([
  ["localhost", "a text that is not a URL"],
  ["host=localhost user=u password='MY SECRET' dbname=x", "a text that is not a URL"],
  ["host=localhost pwd=SECRET", "a text that is not a URL"],
  ["/run/postgresql SECRET", "a text that is not a URL"],
  ["postgres//u:SECRET@host/db", "a text that is not a URL"],
  ['"postgresql://u:SECRET@host/db"', "a text that is not a URL"],
  ["u:SECRET@host/db", "a text that is not a URL"],
  ["mysql://u:SECRET@host/db", "a URL that begins with mysql://"],
  ["postgressql://u:SECRET@host/db", "a URL that begins with postgressql://"],
  ["socket://u:SECRET@/run/postgresql", "a URL that begins with socket://"],
  ["postgresql://u:SECRET@host:port/db", unparsed],
  ["postgresql://u:SECRET@host:99999/db", unparsed],
  ["postgresql://u:SECRET@host/db?port=99999", unparsed],
  ["postgresql://u:SECRET@host/db?port=SECRET", unparsed],
  ["postgresql://u:SECRET@[::1/db", unparsed],
  ["postgresql://u:SEC/RET@host/db", unparsed],
  ["postgresql://u:12/SECRET@host/db", unparsed],
  ["postgresql://u:12?SECRET@host/db", unparsed],
  ["postgresql://u:12#SECRET@host/db", unparsed],
  ["postgresql://u:12#SECRET", unparsed],
  ["postgresql://u:%FFSECRET@host/db", unparsed],
  ["postgresql://u:SEC\nRET@host/db", unparsed],
])("the DATABASE_URL %j is refused in one line that repeats no part of it", async (url, kind) => {
  setDatabaseUrl(url);
  const refusal = await databaseUrl(noFile).catch((thrown) => thrown);
  expect(refusal).toBeInstanceOf(UserError);
  expect(refusal.message).toBe(`${unlike} ${kind}; correct it, or remove it to use the embedded database`);
  expect(inspect(refusal, { customInspect: false, showHidden: true })).not.toMatch(/SEC|RET|:12/);
});

test.each([
  ["postgresql:///db?host=/run/postgresql"],
  ["postgresql://u:p@/db?host=/run/postgresql"],
  ["postgresql://u:p@%2Frun%2Fpostgresql/db"],
  ["postgresql://user@server:p@host/db"],
  ["postgresql://u:p%40%2F%23%3F@host/db?sslmode=require"],
  ["POSTGRESQL://u:p@[::1]:5432/db"],
])("the DATABASE_URL %s, which pg can parse, is accepted", async (url) => {
  setDatabaseUrl(` ${url}\n`);
  expect(await databaseUrl(noFile)).toBe(url);
});

test("a missing certificate that DATABASE_URL names is explained as such", async () => {
  setDatabaseUrl("postgresql://u:SECRET@host/db?sslrootcert=/no/such/file");
  await expect(databaseUrl(noFile)).rejects.toThrow(/^database: ENOENT: .+; a file that DATABASE_URL names /);
});
