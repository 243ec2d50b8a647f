import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteComparison } from "../../../../lib/dataset/verify/byte-comparison";

function isSame(pieces: readonly string[], expected: readonly string[]): boolean {
  const comparison = new ByteComparison(expected.map((piece) => Buffer.from(piece)));
  for (const piece of pieces) comparison.push(Buffer.from(piece));
  return comparison.end();
}

test("bytes are the same exactly if they are, wherever their pieces end", () => {
  const pieces = fc.array(fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 3 }), { maxLength: 5 });
  fc.assert(
    fc.property(pieces, pieces, (a, b) => {
      expect(isSame(a, b)).toBe(a.join("") === b.join(""));
    }),
    { numRuns: 2000 },
  );
});

test("what is expected is not asked for any more once bytes differ", () => {
  let asked = 0;
  function* expected() {
    for (;;) {
      asked += 1;
      yield Buffer.from("a");
    }
  }
  const comparison = new ByteComparison(expected());
  comparison.push(Buffer.from("aab"));
  comparison.push(Buffer.from("aaaa"));
  expect(comparison.end()).toBe(false);
  expect(asked).toBe(3);
});
