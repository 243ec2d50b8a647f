import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { verifyExport } from "../../../../lib/dataset/verify-export/verify-export";
import { edit, exportOfFile, failures } from "./exported-files";

const exported = exportOfFile();

// biome-ignore lint/suspicious/noExplicitAny: a description of any shape
type Description = any;

test.each<[string, (description: Description) => void, Record<string, string>]>([
  [
    "another seed",
    ({ dataset }) => void Object.assign(dataset, { randomSeed: "forged" }),
    { "rows match a regeneration": "companies\\.csv: company 1 has " },
  ],
  [
    "fewer companies in the rules",
    ({ dataset }) => void Object.assign(dataset.rules, { companies: 100 }),
    { "rows match a regeneration": "companies\\.csv: company 1\\d\\d " },
  ],
  [
    "another fingerprint",
    ({ dataset }) => void Object.assign(dataset, { fingerprint: "0" }),
    {
      "fingerprint of the CSV files": "the CSV files have \\w{64} \\(0 recorded\\)",
      "fingerprint of the Parquet files": "the Parquet files have \\w{64} \\(0 recorded\\)",
    },
  ],
  [
    "other months",
    ({ dataset }) => void Object.assign(dataset, { months: 13 }),
    {
      "record of rules and seed": "months is 13, the recorded rules say 12",
      "rows match a regeneration": "without valid rules and seed there is nothing to regenerate",
    },
  ],
  [
    "no dataset",
    (description) => void delete description.dataset,
    {
      "record of rules and seed": "rules: rules must be an object with companies, .*",
      "rows match a regeneration": "without valid rules and seed .*",
      "fingerprint of the CSV files": ".*",
      "fingerprint of the Parquet files": ".*",
    },
  ],
  [
    "another generator",
    ({ dataset }) => void Object.assign(dataset, { generatorVersion: 9 }),
    { "rows match a regeneration": "generatorVersion is 9, and this generator has 1" },
  ],
  [
    "another unit",
    ({ resources }) => void Object.assign(resources[0].schema.fields[1], { unit: "euros" }),
    {
      "columns, types and keys":
        'subscriptions\\.csv: the unit of field monthly_price is "euros" instead of "US dollars"',
    },
  ],
  [
    "another key",
    ({ resources }) => void Object.assign(resources[4].schema, { primaryKey: ["session_id"] }),
    { "columns, types and keys": 'sessions\\.csv: primaryKey is \\["session_id"\\] instead of ' },
  ],
  [
    "a column less",
    ({ resources }) => void resources[5].schema.fields.pop(),
    { "columns, types and keys": "sessions\\.parquet: the schema has 3 fields instead of 4" },
  ],
])("a description with %s fails by name", async (_, change, expected) => {
  const folder = exported.copy();
  edit(folder, "datapackage.json", (text) => {
    const description = JSON.parse(text);
    change(description);
    return JSON.stringify(description);
  });
  const sentences = Object.entries(expected).map(([check, detail]) => [
    check,
    expect.stringMatching(`^${detail}`),
  ]);
  expect(await failures(folder)).toEqual(Object.fromEntries(sentences));
});

test("words for people and further properties are the user's", async () => {
  const folder = exported.copy();
  edit(folder, "datapackage.json", (text) =>
    JSON.stringify({ ...JSON.parse(text), title: "Ours", licenses: [{ name: "CC0-1.0" }] }),
  );
  fs.writeFileSync(path.join(folder, ".DS_Store"), "");
  expect(await failures(folder)).toEqual({});
});

const paths = (value: unknown) => (folder: string) =>
  edit(folder, "datapackage.json", (text) => {
    const description = JSON.parse(text);
    description.resources[0].path = value;
    return JSON.stringify(description);
  });

test.each<[string, (folder: string) => void, string]>([
  [
    "no datapackage.json",
    (folder) => fs.rmSync(path.join(folder, "datapackage.json")),
    "contains no datapackage\\.json; export the dataset again, or ",
  ],
  [
    "a datapackage.json that is no JSON",
    (folder) => edit(folder, "datapackage.json", () => "{"),
    "datapackage\\.json is not JSON: .*; export",
  ],
  [
    "a datapackage.json that is null",
    (folder) => edit(folder, "datapackage.json", () => "null"),
    "datapackage\\.json must have a list of resources, received undefined; ",
  ],
  [
    "a datapackage.json without end",
    (folder) => edit(folder, "datapackage.json", () => " ".repeat(10_000_001)),
    "datapackage\\.json must have at most 10000000 bytes, and it has 10000001; ",
  ],
  [
    "a path outside of the folder",
    paths("../secret.csv"),
    'datapackage\\.json must have paths in the folder, .*, received "\\.\\./secret\\.csv"; ',
  ],
  [
    "an absolute path",
    paths("/etc/passwd"),
    'datapackage\\.json must have paths in the folder, .*, received "/etc/passwd"; ',
  ],
  [
    "an address as path",
    paths("https://example.com/sessions.csv"),
    "datapackage\\.json must have paths in the folder, ",
  ],
  ["several paths", paths(["sessions.csv"]), "datapackage\\.json must have paths in the folder, "],
  ["a file twice", paths("sessions.csv"), "datapackage\\.json describes sessions\\.csv twice; "],
  [
    "a file of the user's",
    (folder) => fs.writeFileSync(path.join(folder, "notes.txt"), ""),
    'contains "notes\\.txt", which datapackage\\.json does not describe; move it away',
  ],
  [
    "a folder in the place of a file",
    (folder) => {
      fs.rmSync(path.join(folder, "sessions.csv"));
      fs.mkdirSync(path.join(folder, "sessions.csv"));
    },
    'contains "sessions\\.csv", which datapackage\\.json does not describe',
  ],
  [
    "a missing file",
    (folder) => fs.rmSync(path.join(folder, "sessions.parquet")),
    "sessions\\.parquet is missing in .*; export the dataset again",
  ],
])("a folder with %s is one sentence", async (_, change, sentence) => {
  const folder = exported.copy();
  change(folder);
  await expect(verifyExport(folder)).rejects.toThrow(new RegExp(`^verify: (.* )?${sentence}[^\n]*$`));
});

test.skipIf(process.platform === "win32").each(["sessions.csv", "datapackage.json"])(
  "a link in the place of %s is refused",
  async (name) => {
    const folder = exported.copy();
    fs.rmSync(path.join(folder, name));
    fs.symlinkSync(path.join(exported.whole, name), path.join(folder, name));
    await expect(verifyExport(folder)).rejects.toThrow(`verify: ${name} in ${folder} is a link; `);
  },
);
