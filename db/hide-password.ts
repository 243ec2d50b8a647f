/** The URL without its password, to show it; hides too much rather than too little of what is no URL. */
export function hidePassword(url: string): string {
  const scheme = /^\w+:\//.exec(url)?.[0] ?? "";
  const rest = url.slice(scheme.length);
  return scheme + rest.replace(/^([^:@]*):.*@/s, "$1:…@").replace(/(password=)[^\s&]*/gi, "$1…");
}
