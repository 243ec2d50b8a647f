/**
 * The JavaScript (CommonJS) of a TypeScript file. For `lib/` and `db/`, it is cached in a private folder, by a hash of source, path,
 * compiler and options.
 */
export function compileTypeScript(file: string): string;

/** The text that was last written by this name; `undefined` if there is none, or another user could have written it. */
export function readCache(name: string): string | undefined;

/** Writes the text whole or not at all. Does nothing if there cannot be a folder that only this user can write. */
export function writeCache(name: string, text: string): void;
