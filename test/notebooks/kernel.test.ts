import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import * as library from "../../lib";
import { ensureJupyter, venvPython } from "../../lib/jupyter/python-environment";

type Request = Readonly<Partial<Record<"execute" | "inspect" | "complete", string>>>;

interface Reply {
  readonly status: string;
  readonly found?: boolean;
  readonly data?: { readonly "text/plain"?: string };
  readonly matches?: readonly string[];
}

const LONG = 420_000;

/** Sends requests to a new kernel, as JupyterLab does, and gives its replies. */
function askKernel(requests: readonly Request[]): Reply[] {
  ensureJupyter();
  const script = path.join(__dirname, "ask-kernel.py");
  const run = spawnSync(venvPython, [script], { input: JSON.stringify(requests), encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
  // The first line is the cells' own output.
  return JSON.parse(run.stdout.slice(run.stdout.indexOf("[{")));
}

test("Shift-Tab on every exported name shows its documentation", { timeout: LONG }, () => {
  const names = Object.keys(library);
  const imported = { execute: `import { ${names.join(", ")} } from "./lib";` };

  const replies = askKernel([imported, ...names.map((name) => ({ inspect: name }))]).slice(1);

  const undocumented = names.filter((_, index) => {
    const [signature = "", ...documentation] = (replies[index]?.data?.["text/plain"] ?? "").split("\n\n");
    return !signature.includes(names[index] ?? "") || documentation.join("").length < 40;
  });
  expect(undocumented).toEqual([]);
});

test("Tab completes the names of tables and columns", { timeout: LONG }, () => {
  const [, , tables, columns] = askKernel([
    { execute: 'import { connect, type Database } from "./lib";' },
    { execute: "declare const db: Database;" },
    { complete: 'db.selectFrom("' },
    { complete: 'db.selectFrom("companies").select("' },
  ]);

  expect(tables?.matches).toEqual(
    expect.arrayContaining(["companies", "sessions", "subscriptions", "dataset"]),
  );
  expect(columns?.matches).toEqual(expect.arrayContaining(["company_id", "company_name", "company_size"]));
});
