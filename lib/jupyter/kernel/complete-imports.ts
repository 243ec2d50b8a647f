import path from "node:path";
import type { Converter } from "tslab/dist/converter";

/**
 * Mends two things that tslab 1.0.22 lacks in importing local files:
 * - it looks for `./lib` as `lib.js` alone, so a folder's index also gets that name;
 * - it hands over only the files that have changed since the last cell and keeps those that import them as
 *   they were, so all files are handed over, and loaded anew, whenever one has changed.
 *
 * It can go when tslab does so itself: https://github.com/yunabe/tslab/issues
 *
 * @returns a converter that does as the given one, with this mended
 */
export function completeImports(converter: Converter): Converter {
  const compiled = new Map<string, string>();
  const convert: Converter["convert"] = (previous, source) => {
    const conversion = converter.convert(previous, source);
    if (!conversion.sideOutputs) return conversion;
    for (const { path: file, data } of conversion.sideOutputs) {
      compiled.set(file, data);
      if (file.endsWith("/index.js")) compiled.set(...folderModule(path.posix.dirname(file)));
    }
    return { ...conversion, sideOutputs: [...compiled].map(([file, data]) => ({ path: file, data })) };
  };
  return { ...converter, convert };
}

/** A module named as a folder that is the folder's index. */
function folderModule(folder: string): [string, string] {
  return [`${folder}.js`, `module.exports = require("./${path.posix.basename(folder)}/index");`];
}
