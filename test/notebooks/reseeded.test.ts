import { expect, test } from "vitest";
import {
  type Cell,
  type DisplayOutput,
  joined,
  type Notebook,
  projectNotebooks,
} from "../../lib/jupyter/execute/notebook-file";
import { executeNotebook } from "../../lib/jupyter/execute/run-notebooks";
import { PLOTLY_MIME } from "../../lib/notebook/display-figure";
import { emptyDatabaseUrl } from "../test-database";
import { shownIn } from "./shown";

/** The first run of all installs Jupyter, which takes a minute or two. */
const LONG = 420_000;

interface DrawnTrace {
  readonly type?: string;
  readonly legendgroup?: string;
  readonly x?: readonly (string | null)[];
}

const notebooks = projectNotebooks();

test.each(notebooks.filter(({ name }) => name === "analysis"))(
  "the notebook $name compares data with its own rules, though others seed the database between its cells",
  { timeout: LONG },
  async ({ notebook }) => {
    const { cells } = await executed(withColleague(notebook));
    const outputs = cells.flatMap((cell) => cell.outputs ?? []);
    const shown = outputs.filter((output): output is DisplayOutput => output.output_type !== "stream");

    const texts = shown.map(({ data }) => joined(data["text/plain"] as string));
    expect(texts.filter((text) => /does not follow|redicts? nothing|is predicted|FAILS/.test(text))).toEqual(
      [],
    );
    for (const { data } of shown) {
      const { data: traces = [] } = (data[PLOTLY_MIME] ?? {}) as { data?: readonly DrawnTrace[] };
      const isExpected = ({ legendgroup }: DrawnTrace) => legendgroup?.startsWith("Expected");
      const months = (drawn: readonly DrawnTrace[]) => drawn.flatMap(({ x = [] }) => x);
      // Gaps between marks, and the legend's own entries, have no month.
      const observed = new Set([null, ...months(traces.filter((trace) => !isExpected(trace)))]);
      expect(months(traces.filter(isExpected)).filter((month) => !observed.has(month))).toEqual([]);
    }
  },
);

/** Notebooks that read the analyst's dataset; the others work in databases of their own, which nobody else can seed. */
const connected = notebooks.filter(({ notebook }) =>
  notebook.cells.some(({ source }) => joined(source).includes("connect()")),
);

test("generator, growth and your-data do not connect to the analyst's dataset", () => {
  expect(connected.map(({ name }) => name)).toEqual(["analysis", "outlook"]);
});

test.each(connected.filter(({ name }) => name !== "analysis"))(
  "the notebook $name is about the dataset that it found or generated, though others seed the database between its cells",
  { timeout: LONG },
  async ({ notebook }) => {
    const shown = shownIn(await executed(withColleague(notebook)));
    // The committed outputs are those of a run alone.
    expect(shown.flat()).toEqual(shownIn(notebook).flat());
  },
);

/** The notebook with a cell behind each that reads or writes data, in which somebody else seeds fewer months each time. */
function withColleague(notebook: Notebook): Notebook {
  let months = 36;
  const cells = notebook.cells.flatMap((cell): Cell[] => {
    if (!/await (?!connect)/.test(joined(cell.source))) return [cell];
    months -= 1;
    const source = `{
      const { connect, seed, defaultRules } = await import("./lib");
      await seed(await connect(), { rules: { ...defaultRules, companies: 100, months: ${months} }, randomSeed: "colleague" });
    }`;
    return [cell, { ...cell, id: `colleague-${months}`, source, outputs: [] }];
  });
  return { ...notebook, cells };
}

/** Runs a notebook on a database of its own. */
async function executed(notebook: Notebook): Promise<Notebook> {
  return await executeNotebook(notebook, { DATABASE_URL: await emptyDatabaseUrl() });
}
