import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { exampleRows } from "./example-rows";

// node --require ./lib/commands/typescript.cjs test/example/make-example.ts: writes the files of notebooks/example, in which nothing and nobody is real.

export const FOLDER = join(__dirname, "../../notebooks/example");

/** The customers as a spreadsheet exports them in Spain: with semicolons, and a byte order mark. */
export function customersFile(): string {
  const rows = exampleRows().customers.map(({ id, company, plan, signedUp }) =>
    [id, company, plan, signedUp].join(";"),
  );
  return `\uFEFF${["Customer ID;Company;Plan;Signed up", ...rows].join("\n")}\n`;
}

/** The log of the product. */
export function eventsFile(): string {
  const rows = exampleRows().events.map(({ id, started, seconds }) => `${id},${started},${seconds ?? ""}`);
  return `${["customer,started,seconds", ...rows].join("\n")}\n`;
}

if (require.main === module) {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "customers.csv"), customersFile());
  writeFileSync(join(FOLDER, "events.csv.gz"), gzipSync(eventsFile(), { level: 9 }));
}
