import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Database } from "../../db/connection/database";
import { projectRoot } from "../../db/process/project-root";
import { importDataset } from "../../lib/dataset/import/import-dataset";
import { type DisplayOutput, projectNotebooks } from "../../lib/jupyter/execute/notebook-file";
import { executeNotebook } from "../../lib/jupyter/execute/run-notebooks";
import { PLOTLY_MIME } from "../../lib/notebook/display-figure";
import { NO_PRICES } from "../../lib/text/numbers-in-words";
import { emptyDatabaseUrl } from "../test-database";

/** The first run of all installs Jupyter, which takes a minute or two. */
const LONG = 420_000;

const example = (name: string) => path.join(projectRoot, "notebooks", "example", name);

test("analysis and outlook are about imported data, without prices too, and speak of no rules but fitted ones", {
  timeout: LONG,
}, async () => {
  const DATABASE_URL = await emptyDatabaseUrl();
  const db = new Database(DATABASE_URL);
  onTestFinished(() => db.destroy());
  const imported = await importDataset(db, {
    companies: example("customers.csv"),
    sessions: example("events.csv.gz"),
    timeZone: "Europe/Madrid",
    columns: {
      companies: {
        company_id: "Customer ID",
        company_name: "Company",
        company_size: "Plan",
        created_at: "Signed up",
      },
      sessions: { company_id: "customer", created_at: "started", duration_seconds: "seconds" },
    },
  });

  const [analysis, outlook] = ["analysis", "outlook"].flatMap((wanted) =>
    projectNotebooks().flatMap(({ name, notebook }) => (name === wanted ? notebook : [])),
  );
  if (!analysis || !outlook) throw new Error("a notebook is missing");
  // In one kernel, which saves the start of another.
  const cells = [...analysis.cells, ...outlook.cells].map((cell, index) => ({
    ...cell,
    id: `cell-${index}`,
  }));
  const executed = await executeNotebook({ ...analysis, cells }, { DATABASE_URL });

  const outputs = executed.cells
    .flatMap((cell) => cell.outputs ?? [])
    .filter((output): output is DisplayOutput => output.output_type !== "stream");
  const texts = outputs.map(({ data }) => String(data["text/plain"]));
  const all = texts.join("\n");
  expect(all).toContain("imported from customers.csv and events.csv.gz");
  expect(all).toContain("cus_VJKs46p4");
  expect(texts.filter((text) => text.includes(NO_PRICES)).length).toBeGreaterThanOrEqual(4);
  expect(JSON.stringify(outputs)).not.toMatch(/\bNaN\b|undefined|Infinity/);
  const ofRules = all.split("\n").filter((line) => /\brules?\b|expected|generated|\bseed/i.test(line));
  expect(
    ofRules.filter(
      (line) => !/fitted|generated data only|Expected customers|prediction interval\.$/.test(line),
    ),
  ).toEqual([]);
  // A sentence in place of an empty chart.
  const unknown = outputs.filter(({ data }) => String(data["text/plain"]).includes("Nothing to show"));
  expect(unknown.filter(({ data }) => PLOTLY_MIME in data)).toEqual([]);
  expect(unknown.map(({ data }) => String(data["text/plain"]).split(/[.:]/)[0])).toEqual([
    "MRR per month",
    "Share of MRR per month",
    "Average revenue per account",
    "MRR movements",
    "MRR",
  ]);
  expect(await db.selectFrom("dataset").select("fingerprint").executeTakeFirst()).toEqual({
    fingerprint: imported.fingerprint,
  });
});
