// Compiles the project's TypeScript as it is loaded: `node --require ./lib/commands/typescript.cjs <file>`.
// Exports a function that stops doing so.
const fs = require("node:fs");
const Module = require("node:module");
const os = require("node:os");
const path = require("node:path");

/** Below it Chromium has a socket, whose whole path has room for 103 bytes on a Mac. */
const LONGEST_TEMPORARY_FOLDER = 58;

// Ignores an unusable one, so that all child processes use the system's.
if (process.platform !== "win32" && !isUsable(os.tmpdir())) {
  for (const name of ["TMPDIR", "TMP", "TEMP"]) delete process.env[name];
}

// It makes `pg` look for a native driver, which is not installed here.
delete process.env.NODE_PG_FORCE_NATIVE;

const { compileTypeScript } = compiler();
// Stack traces show the lines of the sources.
process.setSourceMapsEnabled(true);
const loaders = Module._extensions;
/** Node's own, from 22.18 on: it removes types and leaves `import` as it is. */
const nodes = loaders[".ts"];
loaders[".ts"] = (module, file) => module._compile(compileTypeScript(file), file);
module.exports = () => {
  if (nodes) loaders[".ts"] = nodes;
  else delete loaders[".ts"];
};

function isUsable(temporaryFolder) {
  try {
    fs.accessSync(temporaryFolder, fs.constants.W_OK);
    return Buffer.byteLength(temporaryFolder) <= LONGEST_TEMPORARY_FOLDER;
  } catch {
    return false;
  }
}

function compiler() {
  try {
    return require("../../db/process/compile-typescript.cjs");
  } catch (thrown) {
    const root = path.join(__dirname, "..", "..");
    process.stderr.write(
      `the packages of ${root} are not installed (${thrown.code}); run \`npm ci\` there\n`,
    );
    return process.exit(1);
  }
}
