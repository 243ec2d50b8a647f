// Plain JavaScript, since nothing compiles TypeScript before this is loaded.
const { createHash, randomUUID } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..", "..");

/** Ignored by Git and removed by `npm ci`. */
const cache = path.join(root, "node_modules", ".startup-notebooks");

/** Everything that affects the result, apart from the version. */
const options = {
  loader: "ts",
  format: "cjs",
  target: "es2022",
  sourcemap: "inline",
  sourcesContent: false,
  tsconfigRaw: { compilerOptions: { target: "es2022", experimentalDecorators: true } },
};
const compiler = JSON.stringify([require("esbuild/package.json").version, options]);

exports.compileTypeScript = function compileTypeScript(file) {
  const source = fs.readFileSync(file, "utf8");
  const name = path.relative(root, file);
  const isOurs = /^(lib|db)[\\/]/.test(name);
  const key = createHash("sha256").update(`${compiler}\n${name}\n${source}`).digest("hex");
  const cached = isOurs ? exports.readCache(encodeURIComponent(name)) : undefined;
  if (cached?.startsWith(key)) return cached.slice(key.length);
  // Loading it takes longer than everything else here.
  const { code } = require("esbuild").transformSync(source, { ...options, sourcefile: file });
  if (isOurs) exports.writeCache(encodeURIComponent(name), `${key}${code}`);
  return code;
};

exports.readCache = function readCache(name) {
  if (!isPrivate()) return undefined;
  try {
    return fs.readFileSync(path.join(cache, name), "utf8");
  } catch {
    return undefined;
  }
};

exports.writeCache = function writeCache(name, text) {
  const partial = path.join(cache, `${name}.${randomUUID()}`);
  try {
    fs.mkdirSync(cache, { mode: 0o700 });
  } catch {
    // It exists, or cannot be created.
  }
  if (!isPrivate()) return;
  try {
    fs.writeFileSync(partial, text, { mode: 0o600 });
    fs.renameSync(partial, path.join(cache, name));
  } catch {
    fs.rmSync(partial, { force: true });
  }
};

/** Whether only this user can have written there, since the contents are executed. On Windows, the parent folder decides who may write. */
function isPrivate() {
  const found = fs.lstatSync(cache, { throwIfNoEntry: false });
  const me = process.getuid?.() ?? found?.uid;
  return (
    found?.isDirectory() === true &&
    found.uid === me &&
    (process.platform === "win32" || (found.mode & 0o022) === 0)
  );
}
