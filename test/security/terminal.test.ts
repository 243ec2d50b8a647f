import fs from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { projectRoot } from "../../db/process/project-root";
import { seededDatabase } from "../faults/seeded-database";
import { runCommand } from "../run-command";

/** What would color, ring, copy to the clipboard, turn the order of writing round and forge a line, and what is only odd. */
const hostile =
  "\u001b[31m\u0007\u001b]52;c;ZXZpbA==\u0007\u009b2J\u202egnp\u2028\r\nAll rules hold\t株式会社 👩‍👧";
const shown =
  "\\u001b[31m\\u0007\\u001b]52;c;ZXZpbA==\\u0007\\u009b2J\\u202egnp\\u2028\\r\\nAll rules hold\\t株式会社 👩‍👧";

const steering = /(?!\n)[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;
const printers = [
  ["kpis", [], 0],
  ["kpis", ["--json"], 0],
  ["verify", [], 1],
  ["verify", ["--json"], 1],
  ["seed", ["--replace"], 1],
] as const;

test("text of the data steers no terminal, whatever command prints it, and JSON has it unchanged", async () => {
  const { url, db } = await seededDatabase();
  const text = sql.lit(hostile);
  await sql`insert into subscriptions values (${text}, 19)`.execute(db);
  await sql`update companies set company_size = ${text}, company_name = ${text} where company_id = 1`.execute(
    db,
  );
  // The server's message to the seeding.
  await sql`create function refuse() returns trigger language plpgsql as
    $$ begin raise exception ${text}; end $$`.execute(db);
  await sql`create trigger refuse before insert on dataset execute function refuse()`.execute(db);

  for (const [name, args, code] of printers) {
    const run = await runCommand(`lib/commands/${name}.ts`, args, { DATABASE_URL: url });
    const all = run.stdout + run.stderr;
    expect.soft({ name, code: run.code }).toEqual({ name, code });
    expect.soft(all, name).not.toMatch(steering);
    // A server's message is one line, with a space for all that breaks it.
    expect.soft(all, name).toContain(name === "seed" ? shown.replace("\\u2028\\r\\n", " ") : shown);
    // None is forged.
    expect.soft(all, name).not.toMatch(/^All rules hold/m);
    if (args[0] === "--json") expect(valuesOf(JSON.parse(run.stdout)).join()).toContain(hostile);
  }
});

test.each([
  ["lib/commands/seed.ts", ["--seed", hostile]],
  ["lib/commands/seed.ts", ["--companies", hostile]],
  ["lib/commands/seed.ts", [`--${hostile}`]],
  ["lib/commands/kpis.ts", [hostile]],
  ["lib/commands/export.ts", ["--folder", `/dev/null/${hostile}`]],
])("%s with a hostile argument says so in one line that steers no terminal", async (file, args) => {
  const { url } = await seededDatabase();
  const { code, stdout, stderr } = await runCommand(file, args, { DATABASE_URL: url });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).not.toMatch(steering);
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect(stderr).toContain("株式会社");
});

test("DEBUG shows the stacks of a failure and its cause, and they steer no terminal", async () => {
  const { url, db } = await seededDatabase();
  await sql`alter table subscriptions add constraint ${sql.id(hostile)} check (monthly_price < 0) not valid`.execute(
    db,
  );
  const { stderr } = await runCommand("lib/commands/seed.ts", [], { DATABASE_URL: url, DEBUG: "1" });
  expect(stderr).not.toMatch(steering);
  expect(stderr.match(/^\s+at /gm)?.length).toBeGreaterThan(2);
  expect(stderr).toMatch(/^UserError: seed: .+$/m);
  expect(stderr).toMatch(/^error: new row .+ violates check constraint .+$/m);
});

/** All texts in what a JSON says. */
function valuesOf(json: unknown): string[] {
  if (typeof json === "object" && json !== null) return Object.values(json).flatMap(valuesOf);
  return [String(json)];
}

test("commands print in one place", () => {
  const sources = ["db", "lib"].flatMap((room) =>
    fs
      .readdirSync(path.join(projectRoot, room), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => path.join(room, file)),
  );
  const printing = sources.filter((file) =>
    /process\.std(out|err)\.write|console\.|process\.emitWarning/.test(
      fs.readFileSync(path.join(projectRoot, file), "utf8"),
    ),
  );
  // The kernel's console is what Jupyter shows below a cell.
  expect(printing).toEqual([
    path.join("db", "process", "terminal.ts"),
    path.join("lib", "jupyter", "kernel", "kernel.ts"),
  ]);
});
