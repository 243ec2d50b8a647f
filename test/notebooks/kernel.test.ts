import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../db/process/project-root";
import * as library from "../../lib";
import { databaseOfFile, urlOf } from "../test-database";
import { type Kernel, runCells, startKernel } from "./ask-kernel";

const LONG = 420_000;

/** For the tests that need no new one. */
let kernel: Kernel;
const shared = databaseOfFile();
beforeAll(() => {
  kernel = startKernel({ DATABASE_URL: urlOf(shared.db) });
}, LONG);
afterAll(() => kernel.end());

test("Shift-Tab on every exported name shows its documentation", { timeout: LONG }, async () => {
  const names = Object.keys(library);
  const imported = { execute: `import { ${names.join(", ")} } from "./lib";` };

  const [, ...replies] = await kernel.ask([imported, ...names.map((name) => ({ inspect: name }))]);

  const undocumented = names.filter((_, index) => {
    const [signature = "", ...documentation] = (replies[index]?.data?.["text/plain"] ?? "").split("\n\n");
    return !signature.includes(names[index] ?? "") || documentation.join("").length < 40;
  });
  expect(undocumented).toEqual([]);
});

test("Tab completes the names of tables and columns, in SQL too", { timeout: LONG }, async () => {
  const [, , tables, columns, sqlTables, sqlColumns, value, ofAlias] = await kernel.ask([
    { execute: 'import { connect, type Database } from "./lib";' },
    { execute: "declare const db: Database;" },
    { complete: 'db.selectFrom("' },
    { complete: 'db.selectFrom("companies").select("' },
    { complete: 'await displayQuery(db, "select count(*) from comp' },
    {
      complete: `const rows = await displayQuery(db, sql\`select \${1}, status from monthly_activity where s`,
    },
    { complete: `await displayQuery(db, sql\`select \${Number.MAX` },
    { complete: 'await displayQuery(db, "select * from companies as c join monthly_activity m on M.Mo' },
  ]);

  expect(tables?.matches).toEqual(
    expect.arrayContaining(["companies", "sessions", "subscriptions", "dataset"]),
  );
  expect(columns?.matches).toEqual(expect.arrayContaining(["company_id", "company_name", "company_size"]));
  expect(sqlTables?.matches?.slice(0, 3)).toEqual(["companies", "company_lives", "company_months"]);
  expect(sqlColumns?.matches).toEqual(["sessions", "subscriptions", "status"]);
  expect(value?.matches).toContain("MAX_SAFE_INTEGER");
  expect(ofAlias?.matches).toEqual(["M.month", "M.month_start", "M.monthly_price"]);
});

test("the library is loaded before a cell asks for it", { timeout: LONG }, async () => {
  const loaded = 'Object.keys(require.cache).some((file) => file.includes("kysely"))';
  expect(await runCells([`console.log(${loaded});`])).toEqual(["true\n"]);
});

test("a cell uses variables of earlier cells by their bare names in an object", {
  timeout: LONG,
}, async () => {
  const [, written] = await kernel.run(["const price = 19;", "console.log({ price });"]);

  expect(written).toBe("{ price: 19 }\n");
});

test("a cell that writes thousands of lines at once loses none", { timeout: LONG }, async () => {
  const [written] = await kernel.run(["for (let line = 1; line <= 5000; line += 1) console.log(line);"]);

  expect(written?.trim().split("\n").length).toBe(5000);
});

/** A folder of the project with these files, and the source of a cell that writes them again, as JupyterLab saves. */
function editedFolder(files: Record<string, string>) {
  const folder = fs.mkdtempSync(path.join(projectRoot, ".kernel-test-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  const edit = (changes: Record<string, string>) => `const fs = require("node:fs");
for (const [name, text] of Object.entries(${JSON.stringify(changes)} as Record<string, string>)) {
  const file = ${JSON.stringify(`${folder}/`)} + name;
  fs.mkdirSync(file.replace(/[^/]+$/, ""), { recursive: true });
  fs.writeFileSync(file + "~", "");
  fs.writeFileSync(file, text);
  fs.rmSync(file + "~");
}`;
  return { from: `"./${path.basename(folder)}"`, edit };
}

test("edits of imported files and new files reach a cell that is run again", { timeout: LONG }, async () => {
  const { from, edit } = editedFolder({
    "index.ts": 'export { price } from "./price"; export { months } from "./months";',
    "price.ts": "export const price: number = 19;",
    "months.ts": 'import { price } from "./price"; export const months = () => 24 / price;',
    "seats.json": '{ "seats": 3 }',
  });
  const use = `import { price, months } from ${from}; console.log(price, months());`;
  const useJson = `import { seats } from ${from.replace(/"$/, '/seats.json"')}; console.log(seats);`;

  const written = await kernel.run([
    `import { price } from ${from}; console.log(price);`,
    edit({ "price.ts": "export const price: number = 24;" }),
    use,
    edit({ "price.ts": "export const price: number = 12;", "months.ts": "export const months = () => 3;" }),
    use,
    useJson,
    edit({ "seats.json": '{ "seats": "many" }' }),
    useJson,
    ...["file.ts", "folder/index.ts"].flatMap((file) => {
      const [name] = file.split(/[./]/);
      const useNew = `import { seats } from ${from.replace(/"$/, `/${name}"`)}; console.log(seats);`;
      const editAtError = `const { error } = console; console.error = (...said) => {
        console.error = error;
        console.error(...said);
        ${edit({ [file]: "export const seats = 5;" })}
      }; null;`;
      return [editAtError, useNew, useNew];
    }),
  ]);

  const isMissing = expect.stringContaining("Cannot find module");
  expect(written.slice(0, 5)).toEqual(["19\n", "", "24 1\n", "", "12 3\n"]);
  expect(written.slice(5, 8)).toEqual(["3\n", "", "many\n"]);
  expect(written.slice(8)).toEqual(["", isMissing, "5\n", "", isMissing, "5\n"]);
});

test("an error that an edit causes in another file is shown", { timeout: LONG }, async () => {
  const { from, edit } = editedFolder({
    "index.ts": 'export { months } from "./months";',
    "price.ts": "export const price: number = 19;",
    "months.ts": 'import { price } from "./price"; export const months = () => 24 / price;',
  });
  const use = `import { months } from ${from}; console.log(months());`;

  const written = await kernel.run([
    use,
    edit({ "price.ts": 'export const price: string = "19";' }),
    use,
    use,
  ]);

  const error =
    /^\.kernel-test-\w+\/months\.ts 1:67 - The right-hand side of an arithmetic operation must be .+\n$/;
  expect(written.slice(1)).toEqual(["", expect.stringMatching(error), expect.stringMatching(error)]);
});

test("an error that an edit causes while no kernel runs is shown by those that follow", {
  timeout: LONG,
}, async () => {
  const { from, edit } = editedFolder({
    "index.ts": 'export * from "../lib"; export { months } from "./months";',
    "price.ts": "export const price: number = 19;",
    "months.ts": 'import { price } from "./price"; export const months = () => 24 / price;',
  });
  const use = `import { connect, months } from ${from}; console.log(months() > 1);`;

  const written = [
    await runCells([use, edit({ "price.ts": 'export const price: string = "19";' })]),
    await runCells([use]),
    await runCells([use]),
  ];

  const error = expect.stringMatching(/^\.kernel-test-\w+\/months\.ts 1:67 - The right-hand side of .+\n$/);
  expect(written).toEqual([["true\n", ""], [error], [error]]);
});

test("to import the library after an edit costs a fifth of a kernel's start at most", {
  timeout: LONG,
}, async () => {
  const { from, edit } = editedFolder({
    "index.ts": 'export * from "../lib"; export const price: number = 19;',
  });
  const cpu = "const { user, system } = process.cpuUsage(); console.log(user + system);";
  const use = `import { connect, price } from ${from}; ${cpu}`;
  const changed = edit({ "index.ts": 'export * from "../lib"; export const price: number = 24;' });

  const [first, edited, again] = (await runCells([use, `${changed} ${cpu}`, use])).map(Number);

  expect(Number(again) - Number(edited)).toBeLessThan(Number(first) / 5);
});

test("an error is its sentence, and a query that was not run says so", { timeout: LONG }, async () => {
  const [, refused, thrown, mistyped, query] = await kernel.run([
    'import { Database, seed, defaultRules, sessionsPerMonth } from "./lib";',
    "await seed({} as Database, { rules: { ...defaultRules, companies: 0 } });",
    'throw new TypeError("no");',
    'const months: number = "twelve";',
    'import { Kysely, PostgresDialect } from "kysely"; new Kysely<any>({ dialect: new PostgresDialect({ pool: {} as any }) }).selectFrom("sessions").selectAll()',
  ]);

  expect(refused).toBe("rules: companies must be an integer from 1 to 10,000,000, received 0\n");
  expect(thrown).toBe("TypeError: no\n");
  expect(mistyped).toBe("1:7 - Type 'string' is not assignable to type 'number'.\n");
  expect(query).toBe(
    'A query that has not run yet; add .execute() to get its rows:\nselect * from "sessions"\n',
  );
});

test("a cell streams the rows of a query with a loop that awaits", { timeout: LONG }, async () => {
  const cells = [
    'import { connect, defaultRules, seed } from "./lib"; const db = await connect();',
    "await seed(db, { rules: { ...defaultRules, companies: 40 } }); null;",
    `let rows = 0;
    for await (const { company_id } of db.selectFrom("companies").selectAll().stream(10)) rows += company_id > 0 ? 1 : 0;`,
    "rows",
  ];

  expect(await kernel.run(cells)).toEqual(["", "", "", "40\n"]);
});

test("an interrupted cell says what is left behind, and no bar stays", { timeout: LONG }, async () => {
  const cells = [
    'import { connect, defaultRules, fingerprint, progressBar, seed } from "./lib"; const db = await connect();',
    "await seed(db, { rules: { ...defaultRules, companies: 40 } }); const before = await fingerprint(db);",
    `const show = progressBar();
    let steps = "";
    const onProgress = (progress) => {
      show(progress);
      if (progress.step === "sessions" && !steps.includes("sessions")) console.log("interrupt now");
      steps += progress.step;
    };
    await seed(db, { rules: { ...defaultRules, companies: 20000 }, onProgress });`,
    'console.log("interrupt now"); await new Promise(() => {});',
    'console.log("interrupt now"); while (true);',
    "console.log((await fingerprint(db)) === before);",
  ];

  const replies = await kernel.ask(cells.map((execute) => ({ execute })));

  const [, , seeding, waiting, computing, after] = replies;
  expect(seeding?.written).toBe(
    "interrupt now\nseed: it was interrupted; the previous dataset is unchanged\n",
  );
  expect(seeding?.shown).toEqual(["<p>stopped</p>"]);
  const sentence =
    "interrupt now\nThe cell was interrupted; a query that it was waiting for may still be running.\n";
  expect([waiting?.written, computing?.written]).toEqual([sentence, sentence]);
  expect(after?.written).toBe("true\n");
});
