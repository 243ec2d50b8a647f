import { expect, test } from "vitest";
import { expandShorthand } from "../../../../lib/jupyter/kernel/expand-shorthand";

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
