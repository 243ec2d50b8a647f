import path from "node:path";
import { expect, test } from "vitest";
import { startChild } from "../../../child-process";
import { databaseOfFile, urlOf } from "../../../test-database";
import { folderWith } from "./imported-files";

const file = databaseOfFile();

function runImport(folder: string, ...args: string[]) {
  const env = { ...process.env, DATABASE_URL: urlOf(file.db), INIT_CWD: folder };
  return startChild("lib/commands/import.ts", args, { env }).ended;
}

const files = {
  "my customers.csv": "customer,plan a,created_at\n1,a=b,2025-01-02\n2,c,2025-01-03\n",
  "events.csv": "customer,at,s\n1,2025-01-31 23:30,60\n2,2025-01-30,60\n3,2025-01-30,60\n",
};

const columns = [
  "--columns",
  "company_id=customer,created_at=at",
  "--company-columns",
  "company_size=plan a",
];

test("npm run import names each problem on a line, and its options solve them", async () => {
  const folder = folderWith(files);
  const names = ["my customers.csv", "events.csv"];
  expect(await runImport(folder, ...names, ...columns, "--price", "a=b=49")).toEqual({
    code: 1,
    signal: null,
    stdout: "",
    stderr: `import: the files have 2 problems; nothing was changed
  events.csv, line 4: customer is not in the file of companies; add it there, or leave such sessions out with skipUnknown: true (in a terminal: --skip-unknown), received "3"
  my customers.csv: each company size must have a price if one has; name it with prices: { "c": 49 } (in a terminal: --price c=49), received "c"
`,
  });
  const solved = ["--price", "a=b=49", "--price", "c=0", "--skip-unknown", "--time-zone", "Europe/Madrid"];
  const { code, stdout, stderr } = await runImport(folder, ...names, ...columns, ...solved);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.replace(/ in [\d.]+ s [^)]*\), fingerprint \w{12}/, "")).toBe(
    `2 companies and 2 sessions in 2025-01 imported
events.csv: not used: column "s"
1 session of an unknown company was left out
Before you run a notebook on this data, copy it to notebooks/my-….ipynb, which Git ignores; outputs in the others can be committed.
`,
  );
  expect(await file.db.selectFrom("sessions").select("created_at").orderBy("session_id").execute()).toEqual([
    { created_at: new Date("2025-01-31T22:30:00Z") },
    { created_at: new Date("2025-01-29T23:00:00Z") },
  ]);
  const again = await runImport(
    folder,
    path.join(folder, "events.csv"),
    "--session-columns",
    "company_id=customer,created_at=at",
  );
  expect(again).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^import: an import replaces only generated rows, but the data was imported from my customers\.csv and events\.csv/,
    ),
  });
});

test.each([
  [[], "missing required argument 'files'; --help shows the options"],
  [["a", "b", "c", "d"], "at most three files, received 4; --help shows the options"],
  [
    ["a", "--columns", "company_id"],
    "option '--columns <list>' argument 'company_id' is invalid. Write it as company_id=customer,created_at=at; --help shows the options",
  ],
  [
    ["a", "--price", "pro"],
    "option '--price <size=dollars>' argument 'pro' is invalid. Write it as pro=49; --help shows the options",
  ],
  [
    ["a", "--time-zone", "Mars"],
    'import: the time zone must be one of the IANA database such as Europe/Madrid, received "Mars"',
  ],
])("npm run import %j is refused", async (args, message) => {
  expect(await runImport(folderWith({}), ...args)).toMatchObject({
    code: 1,
    stdout: "",
    stderr: `${message}\n`,
  });
});
