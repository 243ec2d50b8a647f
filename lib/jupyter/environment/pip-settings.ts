import os from "node:os";

/** The settings of pip that say how a package index is reached. */
const REACH =
  /^(index-url|extra-index-url|find-links|no-index|trusted-host|cert|client-cert|proxy|(default-)?timeout|retries|keyring-provider|use-feature|use-deprecated|cache-dir|no-cache-dir)$/;

/**
 * The variables with which pip reaches the package index that the user's pip does. What else a user has set, such as
 * `user = true` or PIP_TARGET, would steer where it installs, and has no effect.
 *
 * @param list what `pip config list` prints of the user's files and variables, such as `global.index-url='https://…'`;
 *   `install` has precedence over `global`, and a variable (`:env:`) over both
 */
export function pipSettings(list: string): NodeJS.ProcessEnv {
  const settings: NodeJS.ProcessEnv = {};
  for (const section of ["global", "install", ":env:"]) {
    for (const line of list.split(/\r?\n/)) {
      const [, of, name = "", value = ""] = /^(\S+)\.([\w-]+)=(.*)$/.exec(line) ?? [];
      if (of !== section || !REACH.test(name)) continue;
      settings[`PIP_${name.toUpperCase().replaceAll("-", "_")}`] = unquoted(value);
    }
  }
  return { ...settings, PIP_CONFIG_FILE: os.devNull, PIP_NO_INPUT: "1", PIP_DISABLE_PIP_VERSION_CHECK: "1" };
}

/** The text that a literal of Python stands for. */
function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, (_, escaped) => (escaped === "n" ? "\n" : escaped));
}
