import * as ts from "@tslab/typescript-for-tslab";

/**
 * Writes `{ rules }` as `{ rules: rules }` in the source of a cell. The two mean the same, and tslab 1.0.22
 * does not find a variable of an earlier cell in the first.
 *
 * It can go when tslab does so itself: https://github.com/yunabe/tslab/issues
 */
export function expandShorthand(source: string): string {
  const names: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isShorthandPropertyAssignment(node)) names.push(node.name);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022));
  // From the end, so that the places of the others stay right.
  return names.reduceRight(
    (text, { end, text: name }) => `${text.slice(0, end)}: ${name}${text.slice(end)}`,
    source,
  );
}
