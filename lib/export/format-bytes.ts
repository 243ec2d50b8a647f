const units = ["bytes", "kB", "MB", "GB", "TB"];

/** A size for people, in powers of 1000 as file managers show it: `734 bytes`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const steps = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const number = (bytes / 1000 ** steps).toFixed(steps === 0 ? 0 : 1);
  return `${number} ${units[steps]}`;
}
