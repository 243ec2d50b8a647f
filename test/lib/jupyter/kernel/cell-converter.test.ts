import type { Converter, SideOutput } from "tslab/dist/converter";
import { expect, test } from "vitest";
import { completeImports, expandShorthand } from "../../../../lib/jupyter/kernel/cell-converter";

/** A converter that returns these files, cell by cell, as tslab returns those that have changed. */
function converting(...cells: (SideOutput[] | undefined)[]): Converter {
  const never = () => {
    throw new Error("not asked for here");
  };
  return {
    convert: (_, output) => ({ output, diagnostics: [], sideOutputs: cells.shift() }),
    inspect: never,
    complete: never,
    addModule: never,
    close: () => undefined,
  };
}

const file = (path: string, data: string): SideOutput => ({ path, data });

test("a folder's index can be imported by the name of the folder", () => {
  const converter = completeImports(converting([file("/project/lib/index.js", "exports.a = 1;")]));
  expect(converter.convert("", "cell")).toEqual({
    output: "cell",
    diagnostics: [],
    sideOutputs: [
      file("/project/lib/index.js", "exports.a = 1;"),
      file("/project/lib.js", 'module.exports = require("./lib/index");'),
    ],
  });
});

test("where one file has changed, all are handed over, the others as they were", () => {
  const converter = completeImports(
    converting([file("/a.js", "a, once"), file("/b.js", "b, once")], [file("/a.js", "a, twice")]),
  );
  converter.convert("", "first");
  expect(converter.convert("", "second").sideOutputs).toEqual([
    file("/a.js", "a, twice"),
    file("/b.js", "b, once"),
  ]);
});

test("a cell without files, as one with an error, is handed on as it is", () => {
  const converter = completeImports(converting([file("/a.js", "a")], undefined));
  converter.convert("", "first");
  expect(converter.convert("", "second").sideOutputs).toBeUndefined();
});

test.each([
  ["await seed(db, { rules, seed: text });", "await seed(db, { rules: rules, seed: text });"],
  ["f({ a, b: { c } }, [{ d }]);", "f({ a: a, b: { c: c } }, [{ d: d }]);"],
  ["({ a, b = 1 } = found);", "({ a: a, b: b = 1 } = found);"],
])("a name alone in an object gets its value named too: %s", (source, expanded) => {
  expect(expandShorthand(source)).toBe(expanded);
});

test.each([
  "const { rules } = dataset;",
  'import { connect } from "./lib";',
  "const show = ({ month }: { month: string }) => month;",
  "f({ ...rules, months: 24 });",
  'console.log("{ rules }"); // { rules }',
  "const broken = {",
])("anything else stays as it is: %s", (source) => {
  expect(expandShorthand(source)).toBe(source);
});
