import { createReadStream } from "node:fs";
import { buffer } from "node:stream/consumers";
import { type ParseErrorCode, printParseErrorCode, visit } from "jsonc-parser";
import { messageOf, UserError } from "../../db/errors/user-error";
import { literalText } from "../text/text-table";

/** A rules file: the name that the user gave, and its path. */
export interface RulesFile {
  readonly name: string;
  readonly path: string;
}

/** The longest rules, 20 sizes of 2,001 weights each, take less. */
const MAX_BYTES = 1_000_000;

/**
 * Reads a file of rules, of which some may be left out. They are not checked yet.
 *
 * @returns the fields of its object, without `$schema`
 * @throws UserError if it cannot be read, is no JSON, names a field twice, or contains no object
 *
 * @example
 * const rules = { ...defaultRules, ...(await readRulesFile({ name: "rules.json", path: "/startup/rules.json" })) };
 */
export async function readRulesFile({ name, path }: RulesFile): Promise<Readonly<Record<string, unknown>>> {
  const text = await readText(name, path);
  const rules = parseJson(name, text);
  if (typeof rules !== "object" || rules === null || Array.isArray(rules)) {
    throw new UserError(
      `${name}: the rules must be an object, such as { "newCustomers": 20 }, received ${literalText(rules)}`,
    );
  }
  const { $schema: _, ...fields } = rules as Readonly<Record<string, unknown>>;
  return fields;
}

/** Reads little more than `MAX_BYTES`: a file such as /dev/zero never ends. */
async function readText(name: string, path: string): Promise<string> {
  const bytes = await buffer(createReadStream(path, { end: MAX_BYTES })).catch((cause) => {
    throw new UserError(`${name}: the rules must be in a readable file, received ${kindOf(cause, path)}`, {
      cause,
    });
  });
  if (bytes.length > MAX_BYTES) {
    throw new UserError(`${name}: the file must have at most 1 MB, received a longer one`);
  }
  const mark = bytes.toString("latin1", 0, 2);
  // Windows writes UTF-16 with a byte order mark. The decoder removes the mark.
  const encoding = mark === "\xff\xfe" ? "utf-16le" : mark === "\xfe\xff" ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UserError(`${name}: the rules must be text in UTF-8, received other bytes`, { cause });
  }
}

function kindOf(failure: NodeJS.ErrnoException, path: string): string {
  const { code = "" } = failure;
  if (["ENOENT", "ENOTDIR"].includes(code)) return `a path that does not exist, ${path}`;
  if (code === "EISDIR") return "a folder";
  return ["EACCES", "EPERM"].includes(code) ? "one that this user may not read" : messageOf(failure);
}

/** The value of a JSON text in which no object has two fields of the same name: `JSON.parse` ignores the first of them. */
function parseJson(name: string, text: string): unknown {
  if (text.trim() === "") {
    throw new UserError(
      `${name}: the rules must be JSON, such as { "newCustomers": 20 }, received an empty file`,
    );
  }
  const fault = firstFault(text);
  if (fault) throw new UserError(`${name}: ${fault}`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${name}: the rules must be JSON, received ${messageOf(cause)}`, { cause });
  }
}

/** What is wrong with a JSON text, and where. */
function firstFault(text: string): string | undefined {
  let first: string | undefined;
  const names: Set<string>[] = [];
  try {
    visit(
      text,
      {
        onObjectBegin: () => void names.push(new Set()),
        onObjectEnd: () => void names.pop(),
        onObjectProperty: (property, offset, length, line, column) => {
          if (names.at(-1)?.has(property)) {
            first ??= `${place(line, column)} a name that is not used in its object yet, received ${token(text, offset, length)}`;
          }
          names.at(-1)?.add(property);
        },
        onError: (code, offset, length, line, column) => {
          first ??= `${place(line, column)} ${expected(code, text, offset)}, received ${token(text, offset, length)}`;
        },
      },
      { disallowComments: true },
    );
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return "the rules must be JSON, received thousands of nested brackets";
  }
  return first;
}

function place(line: number, column: number): string {
  return `line ${line + 1}, column ${column + 1} must have`;
}

function token(text: string, offset: number, length: number): string {
  const token = text.slice(offset, offset + length);
  if (token === "") return "the end of the file";
  return token.length > 40 ? `${token.slice(0, 39)}…` : token;
}

const ESCAPE = "a string in which each \\ begins a JSON escape";

const expectations: Readonly<Record<string, string>> = {
  InvalidSymbol: "JSON, with names and strings in double quotes",
  UnexpectedEndOfNumber: "a number that ends with a digit",
  PropertyNameExpected: "a name in double quotes",
  ValueExpected: "a value",
  ColonExpected: "a colon",
  CommaExpected: "a comma",
  CloseBraceExpected: "a closing }",
  CloseBracketExpected: "a closing ]",
  EndOfFileExpected: "the end of the file",
  InvalidCommentToken: "no comment, since JSON has none",
  UnexpectedEndOfString: "a string that ends with a double quote on the same line",
  InvalidUnicode: ESCAPE,
  InvalidEscapeCharacter: ESCAPE,
  InvalidCharacter: "a string without control characters",
};

function expected(code: ParseErrorCode, text: string, offset: number): string {
  if (/[}\]]/.test(text.charAt(offset)) && text.slice(0, offset).trimEnd().endsWith(",")) {
    return "no comma before it";
  }
  return expectations[printParseErrorCode(code)] ?? "JSON";
}
