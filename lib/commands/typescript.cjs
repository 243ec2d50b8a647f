// Compiles the project's TypeScript as it is loaded: `node --require ./lib/commands/typescript.cjs <file>`.
// Exports a function that stops doing so.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/** Below it Chromium has a socket, whose whole path has room for 103 bytes on a Mac. */
const LONGEST_TEMPORARY_FOLDER = 58;

// One that is of no use counts as none: everything that is started takes the system's then.
if (process.platform !== "win32" && !isUsable(os.tmpdir())) {
  for (const name of ["TMPDIR", "TMP", "TEMP"]) delete process.env[name];
}

const root = path.join(__dirname, "..", "..");
if (root.includes("?")) refuse(`${root} must not contain "?"; rename that folder`);

// tsx keeps its cache in the temporary folder under a name that everyone knows: another user of the machine who creates
// it first decides what runs here, and if it cannot be created nothing starts. A start takes no longer without it.
process.env.TSX_DISABLE_CACHE = "1";
// In any working folder, and when the caller was itself started by tsx.
process.env.TSX_TSCONFIG_PATH = path.join(root, "tsconfig.json");
// With it `pg` looks for a driver of its own that is not installed here.
delete process.env.NODE_PG_FORCE_NATIVE;
module.exports = tsx().register();
delete process.env.TSX_DISABLE_CACHE;
delete process.env.TSX_TSCONFIG_PATH;

function isUsable(temporaryFolder) {
  try {
    fs.accessSync(temporaryFolder, fs.constants.W_OK);
    return Buffer.byteLength(temporaryFolder) <= LONGEST_TEMPORARY_FOLDER;
  } catch {
    return false;
  }
}

function tsx() {
  try {
    return require("tsx/cjs/api");
  } catch (thrown) {
    return refuse(`the packages of ${root} are not installed (${thrown.code}); run \`npm ci\` there`);
  }
}

function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
