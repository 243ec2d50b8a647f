import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { UserError } from "../../db/errors/user-error";
import { addRulesOptions, describedStartup, type RulesFlags } from "../../lib/commands/options";
import { command } from "../../lib/commands/run-command";
import { defaultRules } from "../../lib/dataset/rules";
import { seededDatabase, wholeDataset } from "../faults/seeded-database";
import { rulesFile } from "../rules-file";
import { runCommand } from "../run-command";

/** The startup of a file, named `rules.json` by a user who is in its folder, and of other flags. */
async function startupOf(content: string | Buffer, ...flags: string[]) {
  return await startupFrom(path.dirname(rulesFile(content)), "--rules", "rules.json", ...flags);
}

async function startupFrom(folder: string, ...flags: string[]) {
  vi.stubEnv("INIT_CWD", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const program = addRulesOptions(command("npm run seed", ""));
  return await describedStartup(program.parse(flags, { from: "user" }).opts<RulesFlags>());
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const failure = await work.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(failure).toBeInstanceOf(UserError);
  return failure.message;
}

const FILE = "the rules must be in a readable file, received";
const JSON_TEXT = "JSON, with names and strings in double quotes, received";
const OBJECT = 'the rules must be an object, such as { "newCustomers": 20 }, received';

test.each<[string | Buffer, string]>([
  ["", 'the rules must be JSON, such as { "newCustomers": 20 }, received an empty file'],
  [" \r\n\t", 'the rules must be JSON, such as { "newCustomers": 20 }, received an empty file'],
  ["null", `${OBJECT} null`],
  ["[]", `${OBJECT} []`],
  ["20", `${OBJECT} 20`],
  ['"rules"', `${OBJECT} "rules"`],

  ["{", "line 1, column 2 must have a closing }, received the end of the file"],
  ['{\n  "months": 3\n  "companies": 5\n}', 'line 3, column 3 must have a comma, received "companies"'],
  ['{\r\n  "months" 3\r\n}', "line 2, column 12 must have a colon, received 3"],
  ['{\n  "months": \n}', "line 3, column 1 must have a value, received }"],
  ['{\n  "months": 3,\n}\n', "line 3, column 1 must have no comma before it, received }"],
  ['{ "newCustomers": [1, 2,] }', "line 1, column 25 must have no comma before it, received ]"],
  ['{ "months": 3,, "companies": 5 }', "line 1, column 15 must have a name in double quotes, received ,"],
  ["{ months: 3 }", `line 1, column 3 must have ${JSON_TEXT} months`],
  ["{ 'months': 3 }", `line 1, column 3 must have ${JSON_TEXT} 'months'`],
  ["{ “months”: 3 }", `line 1, column 3 must have ${JSON_TEXT} “months”`],
  ['{ "months": NaN }', `line 1, column 13 must have ${JSON_TEXT} NaN`],
  ['{ "months": 1_0 }', `line 1, column 14 must have ${JSON_TEXT} _0`],
  ['{ "months": 1. }', "line 1, column 13 must have a number that ends with a digit, received 1."],
  [
    '{ "startMonth": "2025-01\n" }',
    'line 1, column 17 must have a string that ends with a double quote on the same line, received "2025-01',
  ],
  [
    '{ "startMonth": "\t" }',
    'line 1, column 17 must have a string without control characters, received "\t"',
  ],
  [
    '{ "startMonth": "\\q" }',
    'line 1, column 17 must have a string in which each \\ begins a JSON escape, received "\\q"',
  ],
  ["// rules\n{}", "line 1, column 1 must have no comment, since JSON has none, received // rules"],
  ['{ "months": 3 }}', "line 1, column 16 must have the end of the file, received }"],
  [`{ ${"x".repeat(50)} }`, `line 1, column 3 must have ${JSON_TEXT} ${"x".repeat(39)}…`],
  [
    '{\n  "months": 3,\n  "months": 4\n}',
    'line 3, column 3 must have a name that is not used in its object yet, received "months"',
  ],
  [
    '{ "sizes": [{ "size": "a" }, { "size": "b", "size": "c" }] }',
    'line 1, column 45 must have a name that is not used in its object yet, received "size"',
  ],
  [
    '{ "months": 3, "newCustomers": { "growth": 0.1 }, "months": 4 }',
    'line 1, column 51 must have a name that is not used in its object yet, received "months"',
  ],
  ["[".repeat(500_000), "the rules must be JSON, received thousands of nested brackets"],
  [`{ "months": 3 }${" ".repeat(1_000_000)}`, "the file must have at most 1 MB, received a longer one"],
  [Buffer.from('{ "a": "\xfc" }', "latin1"), "the rules must be text in UTF-8, received other bytes"],
  [Buffer.from("{}", "utf16le"), `line 1, column 2 must have ${JSON_TEXT} \0`],
])("the file %j is refused in one sentence with the place", async (content, sentence) => {
  expect(await refusal(startupOf(content))).toBe(`rules.json: ${sentence}`);
});

test("a file that cannot be read is refused in one sentence", async () => {
  const folder = path.dirname(rulesFile("{}"));
  fs.mkdirSync(path.join(folder, "folder"));
  const from = (file: string) => refusal(startupFrom(folder, "--rules", file));
  expect(await from("role.json")).toBe(
    `role.json: ${FILE} a path that does not exist, ${path.join(folder, "role.json")}`,
  );
  expect(await from("rules.json/rules.json")).toMatch(`: ${FILE} a path that does not exist, `);
  expect(await from("./folder")).toBe(`./folder: ${FILE} a folder`);
  expect(await from(`~/${path.basename(folder)}`)).toMatch(
    `, ${path.join(os.homedir(), path.basename(folder))}`,
  );
});

test.skipIf(process.platform === "win32")("a file without an end is refused", async () => {
  expect(await refusal(startupFrom("/", "--rules=dev/zero"))).toBe(
    "dev/zero: the file must have at most 1 MB, received a longer one",
  );
});

test.skipIf(process.platform === "win32")("a file may be what another program writes", async () => {
  const folder = path.dirname(rulesFile("{}"));
  execFileSync("mkfifo", [path.join(folder, "pipe")]);
  const startup = startupFrom(folder, "--rules=pipe");
  await fs.promises.writeFile(path.join(folder, "pipe"), '{ "months": 3 }');
  expect((await startup).rules.months).toBe(3);
});

test.each<[string, string | Buffer]>([
  ["a byte order mark", '\ufeff{ "months": 3 }'],
  ["UTF-16 as Windows writes it", Buffer.from('\ufeff{ "months": 3 }\r\n', "utf16le")],
  ["UTF-16 of the other order", Buffer.from('\ufeff{ "months": 3 }', "utf16le").swap16()],
  ["a schema", '{ "$schema": "./lib/dataset/rules.schema.json", "months": 3 }'],
  ["line ends of Windows", '{\r\n  "months": 3\r\n}\r\n'],
  ["1 MB", `{ "months": 3 }${" ".repeat(1_000_000 - 15)}`],
])("a file with %s is read", async (_, content) => {
  expect(await startupOf(content)).toMatchObject({ rules: { ...defaultRules, months: 3 } });
});

const NEW = "must be an integer from 0 to 10,000,000, received";
const TOTAL = "must be at most 10,000,000 companies in all months together, received";
const SIZES =
  '{ "sizes": [{ "size": "a", "probability": 1, "monthlyPrice": 1, "sessions": { "base": 0 } }] }';

test.each<[string, string[], string]>([
  ['{ "months": 0 }', [], "rules.json: months must be an integer from 1 to 480, received 0"],
  ['{ "months": 0 }', ["--months", "481"], "--months must be an integer from 1 to 480, received 481"],
  [
    '{ "newCustomers": null }',
    [],
    "rules.json: newCustomers must be a number per month, a list of numbers or { growth }, received null",
  ],
  ['{ "newCustomers": -1 }', ["--companies", "20"], `rules.json: newCustomers ${NEW} -1`],
  ['{ "newCustomers": [1, 2.5] }', [], `rules.json: newCustomers[1] ${NEW} 2.5`],
  [
    '{ "newCustomers": [1, 2, 3] }',
    ["--months", "3"],
    "rules.json with --months 3: newCustomers must be a list of at most 2 numbers, one per month after the first, received [1,2,3]",
  ],
  [
    '{ "newCustomers": 1e6 }',
    ["--companies", "20"],
    `rules.json: --companies and newCustomers ${TOTAL} 11000020`,
  ],
  [
    '{ "companies": 1e7 }',
    ["--new-customers=1"],
    `rules.json: companies and --new-customers ${TOTAL} 10000011`,
  ],
  [
    '{ "startMonth": "2025" }',
    ["--start", "January"],
    '--start must be a month like 2025-01, from 1970-01 to 2999-12, received "January"',
  ],
  [
    SIZES,
    [],
    "rules.json: sessions.spread of a must be an integer from 0 to its base, 0, received undefined",
  ],
  [
    '{ "sizes": ["a"] }',
    ["--churn=3%"],
    'rules.json: sizes[0] must be an object with size, probability, monthlyPrice, sessions, received "a"',
  ],
  [
    '{ "sizes": {} }',
    ["--churn=3%"],
    "rules.json: sizes must be a list of 1 to 20 company sizes, received {}",
  ],
  [
    '{ "seed": "demo" }',
    [],
    'rules.json: rules must be an object with only companies, startMonth, months, sizes, newCustomers, received "seed"',
  ],
  [
    '{ "__proto__": { "months": 3 } }',
    [],
    'rules.json: rules must be an object with only companies, startMonth, months, sizes, newCustomers, received "__proto__"',
  ],
  [
    "{}",
    ["--seed="],
    '--seed must be a text of 1 to 200 printable characters without spaces around it, received ""',
  ],
])(
  "the file %s with the flags %j is refused with the name of what says it",
  async (content, flags, sentence) => {
    expect(await refusal(startupOf(content, ...flags))).toBe(sentence);
  },
);

test("any text is read as JSON.parse reads it, or refused in one sentence", async () => {
  const characters = fc.constantFrom(
    ...'{}[]:,"\\/ \n\t0123456789.-+eEu',
    "months",
    "true",
    "null",
    "\u00a0",
    "é",
    "\0",
  );
  const broken = fc.array(characters, { maxLength: 12 }).map((parts) => parts.join(""));
  const edited = fc.tuple(fc.jsonValue(), fc.nat(30), characters).map(([value, place, character]) => {
    const text = JSON.stringify(value);
    return text.slice(0, place) + character + text.slice(place + 1);
  });
  const file = rulesFile("");
  await fc.assert(
    fc.asyncProperty(fc.oneof(broken, edited), async (text) => {
      fs.writeFileSync(file, text);
      const failure = await describedStartup({ rules: { name: "rules.json", path: file } }).catch(
        (thrown) => thrown,
      );
      if (!(failure instanceof Error)) return;
      expect(failure).toBeInstanceOf(UserError);
      const isJson = (() => {
        try {
          return JSON.parse(text) !== undefined;
        } catch {
          return false;
        }
      })();
      if (!isJson)
        expect(failure.message).toMatch(
          /^rules\.json: (line \d+, column \d+ must have|the rules must be JSON, such as) /,
        );
    }),
    { numRuns: 2000 },
  );
});

test("a command that refuses its file changes nothing and connects to nothing", async () => {
  const { db, url, before } = await seededDatabase();
  const file = rulesFile('{ "months": 0 }');
  const args = ["--rules", file];
  const [seeding, exporting, reporting] = await Promise.all([
    runCommand("lib/commands/seed.ts", [...args, "--replace"], { DATABASE_URL: url }),
    runCommand("lib/commands/export.ts", [...args, "--folder", path.dirname(file)], {
      DATABASE_URL: "postgresql://127.0.0.1:1/none",
    }),
    runCommand("lib/commands/report.ts", [...args, "--folder", path.dirname(file)], {
      DATABASE_URL: "postgresql://127.0.0.1:1/none",
    }),
  ]);
  const stderr = `${file}: months must be an integer from 1 to 480, received 0\n`;
  for (const ended of [seeding, exporting, reporting])
    expect(ended).toMatchObject({ code: 1, stdout: "", stderr });
  expect(await wholeDataset(db)).toBe(before);
  expect(fs.readdirSync(path.dirname(file))).toEqual(["rules.json"]);
});
