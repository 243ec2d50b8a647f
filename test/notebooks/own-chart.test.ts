import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../../db/process/project-root";
import type { Cell, DisplayOutput } from "../../lib/jupyter/execute/notebook-file";
import { executeNotebook } from "../../lib/jupyter/execute/run-notebooks";
import { PLOTLY_MIME } from "../../lib/notebook/display-figure";

const LONG = 420_000;

/** The examples in the documentation of `displayFigure`. */
const examples = [
  ...fs
    .readFileSync(path.join(projectRoot, "lib/notebook/display-figure.ts"), "utf8")
    .matchAll(/@example\n((?: \* .*\n)+)/g),
].map(([, example = ""]) => example.replaceAll(/^ \* /gm, ""));

const cell = (source: string, index: number): Cell => ({
  id: `cell-${index}`,
  cell_type: "code",
  source,
  metadata: {},
  outputs: [],
  execution_count: null,
});

interface Shown {
  readonly data: readonly {
    readonly name: string;
    readonly x: readonly string[];
    readonly y: readonly number[];
  }[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
}

test("the examples in the documentation of displayFigure run in the kernel", { timeout: LONG }, async () => {
  const sessions = [
    { month: "2025-01", company_size: "large", active_companies: 2, sessions: 4 },
    { month: "2025-01", company_size: "small", active_companies: 2, sessions: 3 },
  ];
  const kernelspec = { name: "tslab", display_name: "TypeScript", language: "typescript" };

  const { cells } = await executeNotebook({
    cells: [
      'import { bars, chart, displayFigure, type SessionsPerMonth } from "./lib";',
      `const sessions: SessionsPerMonth[] = ${JSON.stringify(sessions)};`,
      ...examples,
    ].map(cell),
    metadata: { kernelspec },
    nbformat: 4,
    nbformat_minor: 5,
  });

  const shown = cells
    .flatMap(({ outputs = [] }) => outputs)
    .filter((output): output is DisplayOutput => output.output_type !== "stream");
  const [ofProject, own] = shown.map(({ data }) => data[PLOTLY_MIME] as Shown);
  expect(shown).toHaveLength(2);
  expect(ofProject?.layout.title).toMatchObject({ text: "Sessions per month" });
  expect(own?.data.map(({ name, x, y }) => ({ name, x: x[0], y: y[0] }))).toEqual([
    { name: "large", x: "2025-01", y: 2 },
    { name: "small", x: "2025-01", y: 1.5 },
  ]);
  expect(own?.layout).toMatchObject({
    title: { text: "Sessions per company" },
    template: ofProject?.layout.template,
    colorway: expect.arrayContaining(["#0072b2", "#e69f00"]),
    xaxis: { range: ["2025-01-01", "2025-02-01"] },
  });
  expect(own?.config).toMatchObject({ displaylogo: false });
  expect(shown[1]?.data["text/plain"]).toEqual(["Sessions per company. It shows large, small."]);
});
