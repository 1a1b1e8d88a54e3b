// @ts-check
/** Reading numbers from bytes and from bits, as generator/search/packing.py and bits.py write them. */

const ESCAPE = 32;
const ESCAPE_BITS = 24;

/** Reads varints: seven bits a byte, lowest first, the top bit set on all but a number's last byte. */
export class Bytes {
  /**
   * @param {Uint8Array} data
   * @param {number} at
   */
  constructor(data, at = 0) {
    this.data = data;
    this.at = at;
  }

  /** @returns {number} */
  varint() {
    let value = 0;
    let scale = 1;
    for (;;) {
      if (this.at >= this.data.length) throw new RangeError("truncated");
      const byte = this.data[this.at++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }
}

/** Reads bits, lowest of each byte first. */
export class Bits {
  /**
   * @param {Uint8Array} data
   * @param {number} at first byte
   */
  constructor(data, at = 0) {
    this.data = data;
    this.bit = at * 8;
  }

  /** @returns {number} the next bit */
  one() {
    const bit = (this.data[this.bit >> 3] >> (this.bit & 7)) & 1;
    this.bit++;
    return bit;
  }

  /**
   * @param {number} count at most 24
   * @returns {number} the next bits, the first lowest
   */
  take(count) {
    const { data } = this;
    const at = this.bit >> 3;
    const word = data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24);
    const value = (word >>> (this.bit & 7)) & ((1 << count) - 1);
    this.bit += count;
    return value;
  }

  /**
   * @param {number} parameter at most 24
   * @returns {number} a number in Rice's code
   */
  rice(parameter) {
    let upper = 0;
    for (;;) {
      const rest = this.data[this.bit >> 3] >> (this.bit & 7);
      const zeros = rest ? 31 - Math.clz32(rest & -rest) : 8 - (this.bit & 7);
      upper += zeros;
      this.bit += zeros;
      if (rest) break;
      if (upper > ESCAPE) throw new RangeError("damaged");
    }
    this.bit++;
    if (upper > ESCAPE) throw new RangeError("damaged");
    if (upper === ESCAPE) return this.take(ESCAPE_BITS);
    return (upper << parameter) | this.take(parameter);
  }
}

/**
 * The parameter of a list's code: log2 of 0.69 times the mean distance of `count` numbers below `span`, rounded down.
 * @param {number} span
 * @param {number} count
 * @returns {number}
 */
export function parameterOf(span, count) {
  const mean = Math.floor((span * 177) / (256 * Math.max(count, 1)));
  return mean < 1 ? 0 : 31 - Math.clz32(mean);
}
