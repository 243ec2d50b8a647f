/**
 * Returns `base ** exponent` for a whole exponent from 0 on. JavaScript engines differ in the last digit of `**`, but not of products:
 * with this, predictions are the same in Node and in a browser.
 *
 * Source: exponentiation by squaring.
 */
export function integerPower(base: number, exponent: number): number {
  let power = 1;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
