import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../db/process/project-root";
import { seed } from "../../lib/dataset/load/seed";
import {
  type DisplayOutput,
  joined,
  type Notebook,
  readNotebook,
} from "../../lib/jupyter/execute/notebook-file";
import { executeNotebook } from "../../lib/jupyter/execute/run-notebooks";
import { chromiumPath } from "../../lib/jupyter/pictures/chromium";
import { reportHtml } from "../../lib/jupyter/report/report-page";
import { PLOTLY_MIME } from "../../lib/notebook/display-figure";
import { launchChromium, unlessChromium } from "../chromium";
import { temporaryFolder } from "../temporary-folder";
import { emptyDatabaseUrl, testDatabase, urlOf } from "../test-database";

const analysis = readNotebook(path.join(projectRoot, "notebooks", "analysis.ipynb"));
/** The first run of all installs Jupyter, which takes a minute or two. */
const LONG = 420_000;

interface DrawnTrace {
  readonly type?: string;
  readonly name: string;
  readonly x: readonly string[];
  readonly y: readonly number[];
}

test("a new kernel shows the committed figures of the dataset that is there, which are those of the command kpis", {
  timeout: LONG,
}, async () => {
  const db = await testDatabase();
  await seed(db);

  const shown = tracesOf(await executeNotebook(analysis, { DATABASE_URL: urlOf(db) }));

  const kpis = await kpisAsJson(urlOf(db));
  const drawn = (rows: readonly object[], column: string) => bySize(rows as readonly Row[], column);
  expect(shown).toEqual(tracesOf(analysis));
  expect(shown.slice(0, 6)).toEqual([
    drawn(kpis.sessionsPerMonth, "sessions"),
    drawn(kpis.sessionsPerMonth, "sessions"),
    drawn(kpis.churnedCustomersPerMonth, "churned"),
    drawn(kpis.churnedCustomersPerMonth, "churned_to_date"),
    drawn(kpis.mrrPerMonth, "mrr"),
    drawn(kpis.mrrPerMonth, "share"),
  ]);
  const [churnRates, averages, ...others] = shown.slice(6);
  expect([churnRates, averages?.map(({ name, y }) => [name, y.length])]).toEqual([[], [["ARPA", 12]]]);
  expect(others.map((traces) => traces.map(({ x }) => x))).toEqual([
    Array(2).fill(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]),
  ]);
});

test("another seed and other rules in the generator's cell show another business", {
  timeout: LONG,
}, async () => {
  const DATABASE_URL = await emptyDatabaseUrl();
  const changed = editSource(analysis, (source) =>
    source
      .replace("companies: 500", "companies: 40")
      .replace("months: 12", "months: 3")
      .replace('"startup"', '"other"'),
  );

  const [sessions] = tracesOf(await executeNotebook(changed, { DATABASE_URL }));

  expect(sessions?.map((trace) => trace.x)).toEqual([
    ["2025-01", "2025-02", "2025-03"],
    ["2025-01", "2025-02", "2025-03"],
  ]);
});

test.skipIf(!chromiumPath)(
  `a report draws its nine charts without a network, and hides its code until asked${unlessChromium}`,
  { timeout: LONG },
  async () => {
    const file = path.join(temporaryFolder(), "analysis.html");
    fs.writeFileSync(file, await reportHtml(analysis, "analysis"));
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const page = await (await browser.newContext({ offline: true })).newPage();
    const troubles: string[] = [];
    page.on("pageerror", (error) => troubles.push(error.message));
    page.on("console", (message) => troubles.push(message.text()));
    page.on("request", (request) => request.url().startsWith("http") && troubles.push(request.url()));

    await page.goto(`file://${file}`);

    await expect.poll(() => page.locator(".chart .bars .point path").count()).toBe(6 * 24 + 12 + 2 * 7);
    expect(troubles).toEqual([]);
    const code = page.getByText("await connect()");
    expect(await code.isVisible()).toBe(false);
    await page.getByLabel("Show code").check();
    expect(await code.isVisible()).toBe(true);
  },
);

/** What the bars of the charts of a notebook show, a list of traces per chart. */
function tracesOf(notebook: Notebook): DrawnTrace[][] {
  const outputs = notebook.cells.flatMap((cell) => cell.outputs ?? []);
  const shown = outputs.filter((output): output is DisplayOutput => output.output_type !== "stream");
  return shown
    .map((output) => output.data[PLOTLY_MIME] as { data: DrawnTrace[] } | undefined)
    .filter((figure) => figure !== undefined)
    .map((figure) =>
      figure.data.filter(({ type }) => type === "bar").map(({ name, x, y }) => ({ name, x, y })),
    );
}

type Row = Readonly<Record<string, string | number>> & {
  readonly month: string;
  readonly company_size: string;
};

/** What a chart of one column draws: a trace per company size. */
function bySize(rows: readonly Row[], column: string): DrawnTrace[] {
  return [...new Set(rows.map((row) => row.company_size))].map((size) => {
    const ofSize = rows.filter((row) => row.company_size === size);
    return {
      name: size,
      x: ofSize.map((row) => row.month),
      y: ofSize.map((row) => Number(row[column])),
    };
  });
}

async function kpisAsJson(
  DATABASE_URL: string,
): Promise<Record<"sessionsPerMonth" | "churnedCustomersPerMonth" | "mrrPerMonth", Row[]>> {
  const { stdout } = await promisify(execFile)("npm", ["run", "--silent", "kpis", "--", "--json"], {
    cwd: projectRoot,
    env: { ...process.env, DATABASE_URL },
  });
  return JSON.parse(stdout);
}

function editSource(notebook: Notebook, edit: (source: string) => string): Notebook {
  const cells = notebook.cells.map((cell) => ({ ...cell, source: edit(joined(cell.source)) }));
  return { ...notebook, cells };
}
