// Prints a notebook's cells without their outputs, for `git diff`: `node lib/commands/notebook-cells.cjs <file>`. Plain JavaScript,
// since Git starts it twice for each notebook.
const fs = require("node:fs");

process.stdout.write(cellsOf(fs.readFileSync(process.argv[2], "utf8")));

function cellsOf(file) {
  try {
    const { cells } = JSON.parse(file);
    return cells.map(({ cell_type, source }) => `%% ${cell_type}\n${[source].flat().join("")}\n`).join("\n");
  } catch {
    // Not a notebook, such as one with the marks of a conflict.
    return file;
  }
}
