/**
 * The JavaScript (CommonJS) of a TypeScript file. That of `lib/` and `db/` is kept in a private folder, with a hash of all that
 * it depends on: the source, its path, the compiler and its options.
 */
export function compileTypeScript(file: string): string;

/** The text that was last written by this name; `undefined` if there is none, or another user could have written it. */
export function readCache(name: string): string | undefined;

/** Writes the text whole or not at all. Does nothing if there cannot be a folder that only this user can write. */
export function writeCache(name: string, text: string): void;
