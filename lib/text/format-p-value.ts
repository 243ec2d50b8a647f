/** A p-value to three places, or its magnitude where it is below 0.001: `0.042`, `3e-7`, `< 1e-12`. */
export function formatPValue(pValue: number): string {
  if (pValue < 1e-12) return "< 1e-12";
  return pValue < 0.001 ? pValue.toExponential(0) : pValue.toFixed(3);
}
