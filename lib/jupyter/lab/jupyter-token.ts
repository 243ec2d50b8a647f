import { randomBytes } from "node:crypto";
import { UserError } from "../../../db/errors/user-error";

/**
 * The token that JupyterLab asks for: JUPYTER_TOKEN of the environment, else one made for this run.
 *
 * @throws UserError if a browser cannot send it: in an address surrounding spaces and control characters are lost,
 *   and JupyterLab's pages send it in a header, which is Latin-1. The sentence does not show the token
 */
export function jupyterToken(token = process.env.JUPYTER_TOKEN): string {
  if (!token) return randomBytes(24).toString("hex");
  const character = /[^\x20-\x7e\xa0-\xff]|^\s|\s$/u.exec(token)?.[0];
  if (character === undefined) return token;
  const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
  throw new UserError(
    `JUPYTER_TOKEN must be printable Latin-1 characters without spaces around them, received one with U+${code}; choose another, such as what \`openssl rand -hex 24\` prints`,
  );
}
