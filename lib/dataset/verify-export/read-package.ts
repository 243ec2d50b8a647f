import { lstat, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { messageOf, UserError } from "../../../db/errors/user-error";
import { literalText } from "../../text/text-table";
import {
  type ExportedFile,
  exportedFiles,
  type FileContent,
  PACKAGE_FILE,
  propertyOf,
} from "../export/data-package";
import { IGNORED } from "../export/whole-folder";

/** Longer than any description that the export writes. */
const MAX_BYTES = 10_000_000;

/** A file as `datapackage.json` describes it; its schema is not checked yet. */
export interface DescribedFile extends ExportedFile, FileContent {
  readonly schema: unknown;
}

/** The content of `datapackage.json`; its dataset is not checked yet. */
interface ExportPackage {
  /** In the order of an export. */
  readonly files: readonly DescribedFile[];
  readonly dataset: unknown;
}

/**
 * Reads `datapackage.json` and checks that it describes exactly the files in the folder.
 *
 * @throws UserError that names the file if it does not
 */
export async function readPackage(folder: string): Promise<ExportPackage> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((thrown) => {
    throw new UserError(
      `the folder ${folder} cannot be read: ${messageOf(thrown)}; name one that npm run export wrote with --folder`,
    );
  });
  if (!entries.some(({ name }) => name === PACKAGE_FILE)) {
    throw new UserError(
      `${folder} contains no ${PACKAGE_FILE}; export the dataset again, or name another folder with --folder`,
    );
  }
  for (const entry of entries) {
    if (entry.isSymbolicLink()) {
      throw new UserError(`${entry.name} in ${folder} is a link; put the file itself in its place`);
    }
  }
  const content = parse(await readText(path.join(folder, PACKAGE_FILE)));
  const files = describedFiles(propertyOf(content, "resources"));
  const known = [PACKAGE_FILE, ...files.map(({ file }) => file)];
  for (const entry of entries) {
    if (IGNORED.test(entry.name)) continue;
    if (!known.includes(entry.name) || !entry.isFile()) {
      throw new UserError(
        `${folder} contains ${literalText(entry.name)}, which ${PACKAGE_FILE} does not describe; move it away`,
      );
    }
  }
  const missing = files.find(({ file }) => !entries.some(({ name }) => name === file));
  if (missing) throw new UserError(`${missing.file} is missing in ${folder}; export the dataset again`);
  return { files, dataset: propertyOf(content, "dataset") };
}

async function readText(file: string): Promise<string> {
  const { size } = await lstat(file);
  if (size > MAX_BYTES) throw invalid(`must have at most ${MAX_BYTES} bytes, and it has ${size}`);
  return await readFile(file, "utf8");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw invalid(`is not JSON: ${messageOf(thrown)}`);
  }
}

function describedFiles(resources: unknown): DescribedFile[] {
  if (!Array.isArray(resources))
    throw invalid(`must have a list of resources, received ${literalText(resources)}`);
  const described = resources.map(describedFile);
  const names = described.map(({ file }) => file);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw invalid(`describes ${twice} twice`);
  return exportedFiles.map(({ file }) => {
    const found = described.find((one) => one.file === file);
    if (!found) throw invalid(`does not describe ${file}`);
    return found;
  });
}

function describedFile(resource: unknown): DescribedFile {
  const place = propertyOf(resource, "path");
  const content = exportedFiles.find((one) => one.file === place);
  if (!content) {
    const names = exportedFiles.map((one) => one.file).join(", ");
    throw invalid(`must have paths in the folder, each one of ${names}, received ${literalText(place)}`);
  }
  const { file } = content;
  const hash = propertyOf(resource, "hash");
  const [, sha256] = /^sha256:([0-9a-f]{64})$/.exec(typeof hash === "string" ? hash : "") ?? [];
  if (sha256 === undefined) {
    throw invalid(`must have a hash of ${file}, sha256: and 64 hex digits, received ${literalText(hash)}`);
  }
  return {
    ...content,
    sha256,
    rows: wholeNumber(resource, "rows", file),
    bytes: wholeNumber(resource, "bytes", file),
    schema: propertyOf(resource, "schema"),
  };
}

function wholeNumber(resource: unknown, name: string, file: string): number {
  const value = propertyOf(resource, name);
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw invalid(`must have a whole number as ${name} of ${file}, received ${literalText(value)}`);
}

function invalid(what: string): UserError {
  return new UserError(`${PACKAGE_FILE} ${what}; export the dataset again`);
}
