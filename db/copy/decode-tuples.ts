/** Signature, flags and the length of the header's extension. */
const HEADER_BYTES = 19;
const NO_MORE_RECORDS = -1;

/**
 * The records in binary COPY data, each as the bytes of its fields.
 * Source: Postgres documentation, COPY, "Binary Format". Fields are expected not to be null.
 *
 * @param chunks the data in pieces that may end anywhere
 */
export async function* decodeTuples(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
): AsyncGenerator<readonly Buffer[]> {
  let data: Buffer = Buffer.alloc(0);
  let offset = HEADER_BYTES;
  for await (const chunk of chunks) {
    data = Buffer.concat([data, chunk]);
    for (let record = parseRecord(data, offset); record; record = parseRecord(data, offset)) {
      yield record.fields;
      offset = record.end;
    }
    const read = Math.min(offset, data.length);
    data = data.subarray(read);
    offset -= read;
  }
}

/** The record at an offset and where it ends, nothing where the data ends before. */
function parseRecord(data: Buffer, from: number): { fields: Buffer[]; end: number } | undefined {
  if (data.length < from + 2) return undefined;
  const columns = data.readInt16BE(from);
  if (columns === NO_MORE_RECORDS) return undefined;
  const fields: Buffer[] = [];
  let end = from + 2;
  for (let column = 0; column < columns; column += 1) {
    if (data.length < end + 4) return undefined;
    const start = end + 4;
    end = start + data.readInt32BE(end);
    if (data.length < end) return undefined;
    fields.push(data.subarray(start, end));
  }
  return { fields, end };
}
