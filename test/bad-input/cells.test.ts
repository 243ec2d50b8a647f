import { expect, test } from "vitest";
import { fingerprint } from "../../lib/dataset/fingerprint";
import { complaintsOf } from "../execute-cells";
import { seededDatabase } from "../faults/seeded-database";

const rules = (change: string) => `await seed(db, { rules: { ...defaultRules, ${change} } });`;

/** Cells as they are typed by mistake, and what is read below each. */
const cases: [string, RegExp][] = [
  [rules("companies: 0"), /^rules: companies must be an integer from 1 to 10,000,000, received 0$/],
  [rules("companies: 1e9"), /^rules: companies must be .+, received 1000000000$/],
  [rules("months: 12.5"), /^rules: months must be an integer from 1 to 480, received 12\.5$/],
  [
    rules('startMonth: "2025-13"'),
    /^rules: startMonth must be a month like 2025-01, .+, received "2025-13"$/,
  ],
  [rules("sizes: []"), /^rules: sizes must be a list of 1 to 20 company sizes, received \[\]$/],
  [
    rules("sizes: [{ ...defaultRules.sizes[0], probability: 0.5 }]"),
    /^rules: probabilities of the sizes must be numbers that add up to 1, received 0\.5$/,
  ],
  [
    rules("sizes: [{ ...defaultRules.sizes[0], probability: 1, sessions: { base: 2, spread: 3 } }]"),
    /^rules: sessions\.spread of small must be an integer from 0 to its base, 2, received 3$/,
  ],
  [rules("companies: undefined as any"), /^rules: companies must be .+, received undefined$/],
  ["await seed(db, { rules: null as any });", /^rules: rules must be an object with .+, received null$/],
  ['await seed(db, { randomSeed: "" });', /^rules: seed must be a text of 1 to 200 .+, received ""$/],
  ["await seed(db, { randomSeed: 42 as any });", /^rules: seed must be a text of 1 to 200 .+, received 42$/],
  [
    "await seed(connect());",
    /^1:12 - Put await before it: Argument of type 'Promise<Database>' is not assignable .+'Database'\.$/,
  ],
  [rules('companies: "500"'), /^1:\d+ - Type 'string' is not assignable to type 'number'\.$/],
  [rules("company: 5"), /'company' does not exist in type 'Rules'\.$/],
  [
    'await importDataset(db, { sessions: "package.json", replace: true });',
    /^import: package\.json: is JSON, HTML or XML; it must be a CSV or Parquet file; nothing was changed$/,
  ],
  [
    'await importDataset(db, { sessions: "requirements.txt", replace: true });',
    /^import: the files have 2 problems; nothing was changed requirements\.txt, line 1: has no column company_id; .+ requirements\.txt, line 1: has no column created_at; /,
  ],
  ["await seed(db, { rule: defaultRules });", /'rule' does not exist .+ Did you mean to write 'rules'\?$/],
  [
    'await db.selectFrom("customers").selectAll().execute();',
    /^1:21 - "customers" is not one of companies, company_lives, company_months, dataset, monthly_activity, sessions, subscriptions\.$/,
  ],
  [
    'await db.selectFrom("companies").select("name").execute();',
    /^1:41 - "name" is not one of company_id, company_name, company_size, created_at, source_id\.$/,
  ],
  [
    'await db.selectFrom("companies").select(["company_id", "name"]).execute();',
    /^1:56 - "name" is not one of company_id, company_name, company_size, created_at, source_id\.$/,
  ],
  [
    'await db.selectFrom("sessions as s").selectAll().where("s.made", "<", new Date(0)).execute();',
    /^1:56 - "s\.made" is not one of s\.company_id, s\.created_at, s\.duration_seconds, s\.session_id\.$/,
  ],
  [
    'await db.selectFrom("sessions").selectAll().orderBy("created_at", "down").execute();',
    /^1:67 - "down" is not one of asc, desc\.$/,
  ],
  [
    'await db.selectFrom("sessions").selectAll().where("created_at", ">", "2025-01-01").execute();',
    /^1:70 - Argument of type 'string' is not assignable to column 'created_at'\.$/,
  ],
  [
    "await db.selectFrom('sessions').select(({ fn }) => fn.countAll()).execute();",
    /^1:7 - Name it with \.as\("…"\): Type 'AggregateFunctionBuilder<.+>' is missing .+$/,
  ],
  [
    "const given = { ...defaultRules, companies: '5' }; await seed(db, { rules: given });",
    /^1:69 - Types of property 'companies' are incompatible\. Type 'string' is not assignable to type 'number'\.$/,
  ],
  [
    'await db.selectFrom("customers" as any).selectAll().execute();',
    /^database: relation "customers" does not exist$/,
  ],
  [
    'import { displayQuery } from "./lib"; await displayQuery(db, "select nam from companies");',
    /^database: column "nam" does not exist 1 \| select nam from companies \^$/,
  ],
  ['import { sede } from "./lib";', /^1:10 - Module '"\.\/lib"' has no exported member 'sede'\.$/],
  ['import { seed as other } from "./libs";', /^1:31 - Cannot find module '\.\/libs' or its /],
  ["const = 5;", /^1:7 - Variable declaration expected\./],
  [
    "const shown: Table = table; draw(table, document);",
    /^1:14 - Cannot find names 'Table', 'table', 'draw', 'document'\. Run the cells above, .+$/,
  ],
  ["await sed(db);", /^1:7 - Cannot find name 'sed'\. Did you mean 'seed'\?$/],
  [
    "void seed(db, { rules: { ...defaultRules, months: 0 } }); await new Promise((done) => setTimeout(done, 50));",
    /^UnhandledPromiseRejection: rules: months must be .+, received 0$/,
  ],
  ["expectedKpis({ ...defaultRules, months: 0 });", /^rules: months must be .+, received 0$/],
  [
    'process.env.DATABASE_URL = "mysql://u:secret@host/db"; await connect();',
    /^DATABASE_URL must look like .+, received a URL that begins with mysql:\/\/; correct it, or remove it /,
  ],
  [
    'process.env.DATABASE_URL = "postgresql://u:secret@127.0.0.1:1/db"; await connect();',
    /^database: connect ECONNREFUSED 127\.0\.0\.1:1; nothing listens there; start that server, /,
  ],
];

test("mistakes in cells are told in one sentence each by a kernel that goes on working, and change no row", {
  timeout: 420_000,
}, async () => {
  const { url, db, before } = await seededDatabase();
  const first = [
    'import { connect, seed, importDataset, expectedKpis, fingerprint, defaultRules } from "./lib";',
    "const url = process.env.DATABASE_URL; const db = await connect();",
  ];
  const last = ["process.env.DATABASE_URL = url; await fingerprint(await connect());"];

  const complaints = await complaintsOf([...first, ...cases.map(([cell]) => cell), ...last], {
    DATABASE_URL: url,
  });

  expect(complaints.splice(0, first.length)).toEqual(["", ""]);
  for (const [n, [cell, sentence]] of cases.entries()) {
    expect.soft(complaints[n], cell).toMatch(sentence);
    expect.soft(complaints[n], cell).not.toMatch(/secret| at .+:\d+:\d+\)?/);
  }
  expect(complaints.at(-1)).toBe("");
  expect(await fingerprint(db)).toBe(before);
});
