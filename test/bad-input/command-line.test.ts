import { describe, expect, onTestFinished, test, vi } from "vitest";
import { addRulesOptions, describedStartup } from "../../lib/commands/options";
import { command } from "../../lib/commands/run-command";
import { runCommand } from "../run-command";

/** Nothing listens there, so that any query of this database fails. */
const DATABASE_URL = "postgresql://127.0.0.1:1/none";

const HELP = "; --help shows the options";
const AFTER = (script: string) => `; put options after --, as in ${script} -- --help`;
const NUMBER = `is invalid. It must be a number${HELP}`;
const RATE = `is invalid. It must be a rate from 0 to 1, such as 0.03 or 3%${HELP}`;
const GROWTH = `is invalid. It must be a number per month; growth goes into a file of rules, as { "newCustomers": { "growth": 0.1 } }${HELP}`;
const OTHER_HOME = `is invalid. Write the path in full, or ./~ada/rules.json if that is its name${HELP}`;
const TOTAL = "must be at most 10,000,000 companies in all months together, received";
const COMPANIES = "--companies must be an integer from 1 to 10,000,000, received";
const MONTHS = "--months must be an integer from 1 to 480, received";
const START = "--start must be a month like 2025-01, from 1970-01 to 2999-12, received";
const SEED = "--seed must be a text of 1 to 200 printable characters without spaces around it, received";

const seedCases: [string[], string][] = [
  [["--companis", "5"], `unknown option '--companis' (Did you mean --companies?)${HELP}`],
  [["--company=5"], `unknown option '--company=5' (Did you mean --companies?)${HELP}`],
  [["--month", "3"], `unknown option '--month' (Did you mean --months?)${HELP}`],
  [["--strat", "2025-01"], `unknown option '--strat' (Did you mean --start?)${HELP}`],
  [["--sed", "x"], `unknown option '--sed' (Did you mean --seed?)${HELP}`],
  [["--ifempty"], `unknown option '--ifempty' (Did you mean --if-empty?)${HELP}`],
  [["--Companies", "5"], `unknown option '--Companies' (Did you mean --companies?)${HELP}`],
  [["-c", "5"], `unknown option '-c'${HELP}`],
  [["--force"], `unknown option '--force'${HELP}`],

  [["--companies"], `option '--companies <number>' argument missing${HELP}`],
  [["--months"], `option '--months <number>' argument missing${HELP}`],
  [["--start"], `option '--start <month>' argument missing${HELP}`],
  [["--seed"], `option '--seed <text>' argument missing${HELP}`],

  [["--companies", "many"], `option '--companies <number>' argument 'many' ${NUMBER}`],
  [["--companies", "5k"], `option '--companies <number>' argument '5k' ${NUMBER}`],
  [["--companies", "1,00"], `option '--companies <number>' argument '1,00' ${NUMBER}`],
  [["--companies", "1 000"], `option '--companies <number>' argument '1 000' ${NUMBER}`],
  [["--churn", "3"], `option '--churn <rate>' argument '3' ${RATE}`],
  [["--churn", "-3%"], `option '--churn <rate>' argument '-3%' ${RATE}`],
  [["--churn", "101%"], `option '--churn <rate>' argument '101%' ${RATE}`],
  [["--churn", "1,5%"], `option '--churn <rate>' argument '1,5%' ${RATE}`],
  [["--churn", "3 percent"], `option '--churn <rate>' argument '3 percent' ${RATE}`],
  [["--churn="], `option '--churn <rate>' argument '' ${RATE}`],
  [["--new-customers", "some"], `option '--new-customers <number>' argument 'some' ${NUMBER}`],
  [["--new-customers", "10%"], `option '--new-customers <number>' argument '10%' ${GROWTH}`],
  [["--rules="], `option '--rules <file>' argument '' is invalid. It must name a file${HELP}`],
  [["--rules=~ada/rules.json"], `option '--rules <file>' argument '~ada/rules.json' ${OTHER_HOME}`],
  [["--companies="], `option '--companies <number>' argument '' ${NUMBER}`],
  [["--companies", "--months"], `option '--companies <number>' argument '--months' ${NUMBER}`],
  [["--months", "twelve"], `option '--months <number>' argument 'twelve' ${NUMBER}`],
  [["--months", "NaN"], `option '--months <number>' argument 'NaN' ${NUMBER}`],

  [["--companies", "0"], `${COMPANIES} 0`],
  [["--companies", "-5"], `${COMPANIES} -5`],
  [["--companies", "2.5"], `${COMPANIES} 2.5`],
  [["--companies", "1e400"], `${COMPANIES} Infinity`],
  [["--companies", "10,000,001"], `${COMPANIES} 10000001`],
  [["--months", "0"], `${MONTHS} 0`],
  [["--months", "481"], `${MONTHS} 481`],
  [["--months", "0.5"], `${MONTHS} 0.5`],
  [["--new-customers", "-1"], "--new-customers must be an integer from 0 to 10,000,000, received -1"],
  [["--new-customers", "2.5"], "--new-customers must be an integer from 0 to 10,000,000, received 2.5"],
  [["--new-customers", "1e6", "--months", "13"], `rules: companies and --new-customers ${TOTAL} 12000500`],
  [["--companies", "1e7", "--new-customers", "1"], `--companies and --new-customers ${TOTAL} 10000011`],
  [["--start", "2025"], `${START} "2025"`],
  [["--start", "2025-13"], `${START} "2025-13"`],
  [["--start", "January"], `${START} "January"`],
  [["--start", "2025-01-01"], `${START} "2025-01-01"`],
  [["--start="], `${START} ""`],
  [["--seed="], `${SEED} ""`],
  [["--seed", " a"], `${SEED} " a"`],
  [["--seed", "a\nb"], `${SEED} "a\\nb"`],
  [["--seed", "x".repeat(201)], `${SEED} "${"x".repeat(78)}…`],

  [["100"], `unexpected argument '100'${AFTER("npm run seed")}`],
  [["--months", "3", "4"], `unexpected argument '4'${AFTER("npm run seed")}`],
  [["--if-empty", "yes"], `unexpected argument 'yes'${AFTER("npm run seed")}`],
  [["--", "--companies", "5"], `unexpected argument '--companies'${AFTER("npm run seed")}`],
];

describe("npm run seed refuses", () => {
  test.each(seedCases)("%j with one sentence", (args, sentence) => {
    return expect(refusal(args)).resolves.toBe(sentence);
  });

  test.each([
    ["npm_config_companies", "5", "companies"],
    ["npm_config_if_empty", "true", "if-empty"],
    ["npm_config_seed", "demo", "seed"],
    ["npm_config_rules", "rules.json", "rules"],
    ["npm_config_new_customers", "20", "new-customers"],
  ])("what npm took for itself for want of a --, %s=%s", (variable, value, flag) => {
    vi.stubEnv(variable, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    return expect(refusal([])).resolves.toBe(`npm took the option '--${flag}'${AFTER("npm run seed")}`);
  });

  test("none that is right, however a number is written", async () => {
    for (const args of [
      [],
      ["--companies", "1,000"],
      ["--companies", "1_000"],
      ["--companies", "1e3", "--if-empty"],
    ]) {
      expect(await refusal(args)).toBe("");
    }
  });
});

test.each([
  ["npm_config_json", "true", { json: true, browser: true }],
  ["npm_config_json", "", { browser: true }],
  ["npm_config_browser", "", { browser: false }],
  ["npm_config_browser", "firefox", { browser: true }],
])("a flag that npm has too counts without a --: %s=%s", (variable, value, options) => {
  vi.stubEnv(variable, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const program = command("npm run any", "").option("--json").option("--no-browser");
  let seen = {};
  program.action((given) => {
    seen = given;
  });
  program.parse([], { from: "user" });
  expect(seen).toEqual(options);
});

const START_HELP = "argument missing; --help shows the options";
const processes: [string, string, string[], string][] = [
  [
    "npm run seed",
    "lib/commands/seed.ts",
    ["--companis", "5"],
    `unknown option '--companis' (Did you mean --companies?)${HELP}`,
  ],
  ["npm run seed", "lib/commands/seed.ts", ["--companies", "0"], `${COMPANIES} 0`],
  ["npm run seed", "lib/commands/seed.ts", ["--seed", ""], `${SEED} ""`],
  ["npm run seed", "lib/commands/seed.ts", ["500"], `unexpected argument '500'${AFTER("npm run seed")}`],
  [
    "npm run kpis",
    "lib/commands/kpis.ts",
    ["--jsno"],
    `unknown option '--jsno' (Did you mean --json?)${HELP}`,
  ],
  ["npm run kpis", "lib/commands/kpis.ts", ["--json=yes"], `unknown option '--json=yes'${HELP}`],
  [
    "npm run kpis",
    "lib/commands/kpis.ts",
    ["revenue"],
    `unexpected argument 'revenue'${AFTER("npm run kpis")}`,
  ],
  [
    "npm run verify",
    "lib/commands/verify.ts",
    ["--json", "now"],
    `unexpected argument 'now'${AFTER("npm run verify")}`,
  ],
  ["npm run report", "lib/commands/report.ts", ["--start", "2025-13"], `${START} "2025-13"`],
  ["npm run report", "lib/commands/report.ts", ["--pdf"], `unknown option '--pdf'${HELP}`],
  [
    "npm run report",
    "lib/commands/report.ts",
    ["mine.ipynb"],
    `unexpected argument 'mine.ipynb'${AFTER("npm run report")}`,
  ],
  ["npm run export", "lib/commands/export.ts", ["--months", "0"], `${MONTHS} 0`],
  [
    "npm run notebooks",
    "lib/commands/notebooks.ts",
    ["--hlep"],
    `unknown option '--hlep' (Did you mean --help?)${HELP}`,
  ],
  ["npm run db:url", "lib/commands/db-url.ts", ["--json"], `unknown option '--json'${HELP}`],
  [
    "npm run db:url",
    "lib/commands/db-url.ts",
    ["now"],
    `unexpected argument 'now'${AFTER("npm run db:url")}`,
  ],
  ["npm run db:stop", "lib/commands/db-stop.ts", ["--now"], `unknown option '--now'${HELP}`],
  [
    "npm start",
    "lib/commands/start.ts",
    ["--prot", "9000"],
    `unknown option '--prot' (Did you mean --port?)${HELP}`,
  ],
  [
    "npm start",
    "lib/commands/start.ts",
    ["--browser"],
    `unknown option '--browser' (Did you mean --no-browser?)${HELP}`,
  ],
  ["npm start", "lib/commands/start.ts", ["--port"], `option '--port <number>' ${START_HELP}`],
  [
    "npm start",
    "lib/commands/start.ts",
    ["--port", "eight"],
    `option '--port <number>' argument 'eight' ${NUMBER}`,
  ],
  [
    "npm start",
    "lib/commands/start.ts",
    ["--port", "80"],
    "port must be an integer from 1,024 to 65,535, received 80",
  ],
  [
    "npm start",
    "lib/commands/start.ts",
    ["--host", "example"],
    `option '--host <address>' argument 'example' is invalid. It must be an IP address${HELP}`,
  ],
  [
    "npm start",
    "lib/commands/start.ts",
    ["notebook.ipynb"],
    `unexpected argument 'notebook.ipynb'${AFTER("npm start")}`,
  ],
];

test("every command ends with 1 and one sentence for flags and arguments that it does not take", {
  timeout: 240_000,
}, async () => {
  const waiting = [...processes];
  const next = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      const [script, file, args, sentence] = one;
      const { code, stdout, stderr } = await runCommand(file, args, { DATABASE_URL });
      expect
        .soft({ script, args, code, stdout, stderr })
        .toEqual({ script, args, code: 1, stdout: "", stderr: `${sentence}\n` });
    }
  };
  await Promise.all([next(), next()]);
});

/** What `npm run seed` says to these arguments before it asks the database anything, nothing if they are right. */
async function refusal(args: readonly string[]): Promise<string> {
  let said = "";
  const program = addRulesOptions(command("npm run seed", ""))
    .option("--if-empty")
    .exitOverride()
    .configureOutput({
      writeErr: (text) => {
        said += text;
      },
    })
    .action(async (flags) => {
      await describedStartup(flags);
    });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (thrown) {
    return said.trimEnd() || (thrown as Error).message;
  }
  return said;
}
