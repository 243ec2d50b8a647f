import { UserError } from "../../../db/errors/user-error";

/** Messages of Python, pip and Jupyter, of which a group is shown, with the way out. */
const causes: readonly [RegExp, string][] = [
  [/No space left|ENOSPC|quota/, "free some disk space and run this again"],
  [
    /Permission denied|Read-only|not permitted|EACCES|EROFS|EPERM/,
    "run this as the owner of the folder, or let this user write there",
  ],
  [
    /(?:connection broken|SSL|[Pp]roxy|timed out).*?(\[(?:Errno|SSL)[^'"]*)|from versions: none|timed out/,
    "check the network, and the index, proxy and certificate of `pip config list`, and run this again",
  ],
  [/Configuration file could not be loaded/, "correct that pip file; `pip config debug` lists them all"],
  [/port \d+ is not available/, "choose another with --port, or omit it"],
];

/** Explains the failure of a Python program by the first known cause in its output, or else by its last line. */
export function jupyterFailure(what: string, said: string): UserError {
  const lines = said.trim().split("\n");
  for (const [pattern, wayOut] of causes) {
    for (const line of lines) {
      const found = pattern.exec(line);
      if (found) return new UserError(`Jupyter: ${what}${reason(found[1] ?? line)}; ${wayOut}`);
    }
  }
  return new UserError(`Jupyter: ${what}${reason(lines.at(-1))}; remove .venv and run this again`);
}

/** A line without the prefix and suffix that its program adds. */
function reason(line = ""): string {
  const plain = line
    .replace(/^\s*(\[[^\]]*\]\s*)?(error|fatal): */i, "")
    .trim()
    .replace(/\.$/, "");
  return plain && `: ${plain}`;
}
