// @ts-check
/** Unpacking files and checking their sums, as generator/search/packing.py packs them. Throws RangeError for a damaged file. */

const SUMS = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  return sum;
});
const HEADER = 10; // of gzip
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LENGTHS = steps(28, 3, 4, 8).concat(258);
const DISTANCES = steps(30, 1, 2, 4);

/**
 * The numbers with which the classes of lengths and of distances begin (RFC 1951, 3.2.5).
 * @param {number} count
 * @param {number} first
 * @param {number} width classes of each size
 * @param {number} plain classes of size 1
 * @returns {number[]}
 */
function steps(count, first, width, plain) {
  const starts = [];
  for (let index = 0, at = first; index < count; index++) {
    starts.push(at);
    at += index < plain ? 1 : 1 << (Math.floor(index / width) - 1);
  }
  return starts;
}

/** @returns {never} */
function damaged() {
  throw new RangeError("damaged");
}

/** @param {Uint8Array} data @param {Uint8Array} file the CRC-32 stands `before` bytes before its end @param {number} before */
function check(data, file, before) {
  let sum = -1;
  for (let at = 0; at < data.length; at++) sum = SUMS[(sum ^ data[at]) & 255] ^ (sum >>> 8);
  if (file.length < before || new DataView(file.buffer, file.byteOffset).getInt32(file.length - before, true) !== ~sum) damaged();
  return data;
}

/** @param {Uint8Array} file bytes and their sum @returns {Uint8Array} both, for `Bits` looks a little ahead */
export function checked(file) {
  check(file.subarray(0, -4), file, 4);
  return file;
}

/** @param {Uint8Array} file gzip, with the plainest header */
export const unzipped = (file) => check(inflate(file.subarray(HEADER, -8), new Uint8Array()), file, 8);

/** @param {Uint8Array} file deflated with the phrases in view, and its sum @param {Uint8Array} phrases */
export const unpacked = (file, phrases) => check(inflate(file.subarray(0, -4), phrases), file, 4);

/** Reads bits, lowest first; `table`s of a Huffman code are indexed by bits and hold symbol × 16 + length. */
class Stream {
  /** @param {Uint8Array} data */
  constructor(data) {
    this.data = data;
    this.at = 0;
    this.held = 0;
    this.count = 0;
  }

  /** @param {number} count at most 16 */
  need(count) {
    while (this.count < count) {
      this.held |= this.data[this.at++] << this.count; // nothing behind the end: zeros
      this.count += 8;
    }
  }

  /** @param {number} count @returns {number} */
  take(count) {
    this.need(count);
    const value = this.held & ((1 << count) - 1);
    this.held >>>= count;
    this.count -= count;
    return value;
  }

  /** @param {{codes: Uint16Array, most: number}} table @returns {number} */
  symbol({ codes, most }) {
    this.need(most);
    const code = codes[this.held & ((1 << most) - 1)];
    const length = code & 15;
    if (!length || this.at > this.data.length + 4) damaged();
    this.held >>>= length;
    this.count -= length;
    return code >> 4;
  }
}

/** @param {ArrayLike<number>} lengths of each symbol's code @returns {{codes: Uint16Array, most: number}} */
function tableOf(lengths) {
  let most = 1;
  for (let symbol = 0; symbol < lengths.length; symbol++) most = Math.max(most, lengths[symbol]);
  const codes = new Uint16Array(1 << most);
  let next = 0;
  for (let length = 1; length <= most; length++, next <<= 1) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      let turned = 0;
      for (let bit = 0; bit < length; bit++) turned |= ((next >> bit) & 1) << (length - 1 - bit);
      for (let at = turned; at < codes.length; at += 1 << length) codes[at] = (symbol << 4) | length;
      next++;
    }
  }
  return { codes, most };
}

/** @param {Stream} stream @returns {{codes: Uint16Array, most: number}[]} the tables for literals and lengths, and for distances */
function tablesOf(stream) {
  const literals = stream.take(5) + 257;
  const distances = stream.take(5) + 1;
  const count = stream.take(4) + 4;
  const outer = new Uint8Array(19);
  for (let index = 0; index < count; index++) outer[ORDER[index]] = stream.take(3);
  const table = tableOf(outer);
  const lengths = new Uint8Array(literals + distances);
  for (let at = 0; at < lengths.length; ) {
    const symbol = stream.symbol(table);
    if (symbol < 16) {
      lengths[at++] = symbol;
      continue;
    }
    const value = symbol === 16 ? lengths[at - 1] : 0;
    const times = symbol === 16 ? 3 + stream.take(2) : symbol === 17 ? 3 + stream.take(3) : 11 + stream.take(7);
    lengths.fill(value, at, (at += times));
  }
  return [tableOf(lengths.subarray(0, literals)), tableOf(lengths.subarray(literals))];
}

/** @returns {{codes: Uint16Array, most: number}[]} */
function fixedTables() {
  const lengths = Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8));
  return [tableOf(lengths), tableOf(new Uint8Array(30).fill(5))];
}

/**
 * @param {Uint8Array} data
 * @param {Uint8Array} before what references may look back to
 * @returns {Uint8Array} without it
 */
function inflate(data, before) {
  const stream = new Stream(data);
  let out = new Uint8Array(before.length + 5 * data.length + 1024);
  out.set(before);
  let end = before.length;
  const room = (/** @type {number} */ more) => {
    if (end + more <= out.length) return;
    const larger = new Uint8Array(2 * (end + more));
    larger.set(out);
    out = larger;
  };
  for (let last = false; !last; ) {
    last = stream.take(1) === 1;
    const kind = stream.take(2);
    if (kind === 3 || stream.at > data.length + 4) damaged();
    if (kind === 0) {
      stream.take(stream.count & 7);
      const length = stream.take(16);
      stream.take(16);
      stream.at -= stream.count >> 3;
      stream.held = stream.count = 0;
      if (stream.at + length > data.length) damaged();
      room(length);
      out.set(data.subarray(stream.at, stream.at + length), end);
      stream.at += length;
      end += length;
      continue;
    }
    const [literals, distances] = kind === 1 ? fixedTables() : tablesOf(stream);
    for (;;) {
      const symbol = stream.symbol(literals);
      if (symbol === 256) break;
      room(258);
      if (symbol < 256) {
        out[end++] = symbol;
        continue;
      }
      const size = symbol - 257;
      const length = LENGTHS[size] + (size < 8 || size > 27 ? 0 : stream.take((size >> 2) - 1));
      const far = stream.symbol(distances);
      const distance = DISTANCES[far] + (far < 4 ? 0 : stream.take((far >> 1) - 1));
      if (!(distance <= end) || !length) damaged();
      for (const stop = end + length; end < stop; end++) out[end] = out[end - distance];
    }
  }
  return out.subarray(before.length, end);
}
