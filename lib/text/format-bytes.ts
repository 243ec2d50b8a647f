import { counted } from "./numbers-in-words";

const units = ["kB", "MB", "GB", "TB"];

/** A size for people, in powers of 1000 as file managers show it: `734 bytes`, `1.2 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return counted(bytes, "byte");
  const steps = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${(bytes / 1000 ** steps).toFixed(1)} ${units[steps - 1]}`;
}
