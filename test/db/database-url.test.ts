import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { configuredUrl, databaseUrl } from "../../db/database-url";
import { ExplainedError } from "../../db/explained-error";
import { hidePassword } from "../../db/hide-password";
import { projectRoot } from "../../db/project-root";

const noFile = path.join(os.tmpdir(), "no such folder", ".env");

function setDatabaseUrl(url: string | undefined): void {
  vi.stubEnv("DATABASE_URL", url);
  onTestFinished(() => void vi.unstubAllEnvs());
}

function envFile(content: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "startup-env-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
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
  ])("is DATABASE_URL of .env where the environment has none: %j", async (content, url) => {
    setDatabaseUrl(undefined);
    expect(await databaseUrl(envFile(content))).toBe(url);
  });

  test("is the environment's where both have one", async () => {
    setDatabaseUrl("postgresql://a@host/db");
    expect(await databaseUrl(envFile("DATABASE_URL=postgresql://b@host/db"))).toBe("postgresql://a@host/db");
  });

  test.each(["", "POSTGRES_PASSWORD=x", "DATABASE_URL="])("is not configured where .env is %j", (content) => {
    setDatabaseUrl(undefined);
    expect(configuredUrl(envFile(content))).toBeUndefined();
  });

  test("is looked for in .env of the project where no other file is named", () => {
    setDatabaseUrl(undefined);
    expect(configuredUrl()).toBe(configuredUrl(path.join(projectRoot, ".env")));
  });

  test("is refused in one sentence where .env is a folder", () => {
    setDatabaseUrl(undefined);
    const folder = path.dirname(envFile(""));
    expect(() => configuredUrl(folder)).toThrow(
      new ExplainedError(
        `${folder} must be a text file that you may read, received EISDIR: illegal operation on a directory, read; correct or remove it`,
        { cause: expect.objectContaining({ code: "EISDIR" }) },
      ),
    );
  });

  test("is not configured where it is empty and there is no .env", () => {
    setDatabaseUrl("");
    expect(configuredUrl(noFile)).toBeUndefined();
  });
});

test.each([
  ["localhost", "localhost"],
  ["mysql://u:secret@host/db", "mysql://u:…@host/db"],
  ["postgresql://u:secret@host:port/db", "postgresql://u:…@host:port/db"],
  ["postgresql//host/db", "postgresql//host/db"],
  ["host=localhost password=secret dbname=x", "host=localhost password=… dbname=x"],
])("the DATABASE_URL %s is refused in one sentence without its password", async (url, shown) => {
  setDatabaseUrl(url);
  const refusal = databaseUrl(noFile);
  await expect(refusal).rejects.toThrow(ExplainedError);
  await expect(refusal).rejects.toThrow(
    new RegExp(
      `^${escaped(`DATABASE_URL must look like postgresql://user:password@host:5432/database, received "${shown}"; correct it, or remove it to use the embedded database`)}$`,
    ),
  );
});

test.each([
  ["postgresql://user@host/db", "postgresql://user@host/db"],
  ["postgresql://host:5432/db", "postgresql://host:5432/db"],
  [
    "postgresql://user@host:5432/db?application_name=a@b",
    "postgresql://user@host:5432/db?application_name=a@b",
  ],
  ["postgresql:///user:secret@host/db", "postgresql:///user:…@host/db"],
  ["see postgresql://user:secret@host/db", "see postgresql:…@host/db"],
  ["postgresql://user:secret@host:5432/db", "postgresql://user:…@host:5432/db"],
  ["postgresql://user:se:cr/et@host:5432/db", "postgresql://user:…@host:5432/db"],
  ["postgresql://user:secr@et@host:5432/db", "postgresql://user:…@host:5432/db"],
  ["postgresql://user:/secret@host/db", "postgresql://user:…@host/db"],
  ["postgresql://:secret@host/db", "postgresql://:…@host/db"],
  ["postgresql://host/db?user=u&password=secret&ssl=true", "postgresql://host/db?user=u&password=…&ssl=true"],
])("%s is shown as %s", (url, shown) => {
  expect(hidePassword(url)).toBe(shown);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
