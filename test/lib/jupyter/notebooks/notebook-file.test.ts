import { expect, test } from "vitest";
import { joined, mapOutputs, type Notebook } from "../../../../lib/jupyter/notebooks/notebook-file";

test("a text is one, or the lines of one", () => {
  expect(joined("a\nb")).toBe("a\nb");
  expect(joined(["a\n", "b"])).toBe("a\nb");
  expect(joined([])).toBe("");
});

test("what was displayed is changed; what was written, cells without outputs and the rest stay", () => {
  const written = { output_type: "stream", name: "stdout", text: "a" } as const;
  const shown = { output_type: "display_data", data: { "text/plain": "b" }, metadata: {} } as const;
  const prose = { id: "prose", cell_type: "markdown", source: "# Title", metadata: {} } as const;
  const code = { id: "code", cell_type: "code", source: "1", metadata: {} } as const;
  const notebook: Notebook = {
    cells: [prose, { ...code, outputs: [written, shown] }],
    metadata: { kernelspec: "tslab" },
    nbformat: 4,
    nbformat_minor: 5,
  };
  const changed = mapOutputs(notebook, (output) => ({ ...output, data: { "text/plain": "c" } }));
  expect(changed).toEqual({
    ...notebook,
    cells: [prose, { ...code, outputs: [written, { ...shown, data: { "text/plain": "c" } }] }],
  });
});
