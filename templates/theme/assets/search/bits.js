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
  byte() {
    if (this.at >= this.data.length) throw new RangeError("truncated");
    return this.data[this.at++];
  }

  /** @returns {number} */
  varint() {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  }

  /** @returns {number[]} the places of the ones in a varint, however long; the lowest is 0 */
  ones() {
    const places = [];
    for (let place = 0, byte = 0x80; byte >= 0x80; place += 7) {
      byte = this.byte();
      for (let bit = 0; bit < 7; bit++) if ((byte >> bit) & 1) places.push(place + bit);
    }
    return places;
  }

  /** @param {number} count @returns {number[]} so many numbers */
  numbers(count) {
    if (count > this.data.length - this.at) throw new RangeError("truncated");
    return Array.from({ length: count }, () => this.varint());
  }

  /** @param {number} count of numbers to leave out */
  skip(count) {
    for (let left = count; left; ) if (this.byte() < 0x80) left--;
  }
}

/** Reads bits, lowest of each byte first. Four bytes behind the last number must be there, whatever they hold. */
export class Bits {
  /**
   * @param {Uint8Array} data
   * @param {number} at first byte
   */
  constructor(data, at = 0) {
    this.data = data;
    this.bit = at * 8;
  }

  /**
   * @param {number} parameter at most 24
   * @returns {number} a number in Rice's code
   */
  rice(parameter) {
    const { data } = this;
    let upper = 0;
    for (;;) {
      const rest = data[this.bit >> 3] >> (this.bit & 7);
      const zeros = rest ? 31 - Math.clz32(rest & -rest) : 8 - (this.bit & 7);
      upper += zeros;
      this.bit += zeros;
      if (rest) break;
      if (upper > ESCAPE) throw new RangeError("damaged");
    }
    this.bit++;
    if (upper > ESCAPE) throw new RangeError("damaged");
    const low = this.take(upper === ESCAPE ? ESCAPE_BITS : parameter);
    return upper === ESCAPE ? low : (upper << parameter) | low;
  }

  /** @param {number} count at most 24 @returns {number} the next bits, the first lowest */
  take(count) {
    const { data } = this;
    const at = this.bit >> 3;
    const word = data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24);
    const value = (word >>> (this.bit & 7)) & ((1 << count) - 1);
    this.bit += count;
    return value;
  }

  /**
   * Read ascending numbers, given as their distances, less 1, in Rice's code.
   * @param {Int32Array} into
   * @param {number} from where in it the first is put
   * @param {number} to where the last ends
   * @param {number} base added to each
   * @param {number} parameter
   * @returns {number} the last
   */
  ascending(into, from, to, base, parameter) {
    const { data } = this;
    const mask = (1 << parameter) - 1;
    let bit = this.bit;
    let last = base - 1;
    for (let index = from; index < to; index++) {
      const at = bit >> 3;
      const word = (data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24)) >>> (bit & 7);
      const upper = 31 - Math.clz32(word & -word);
      if (word && upper + parameter < 24) {
        bit += upper + 1 + parameter;
        last += 1 + ((upper << parameter) | ((word >>> (upper + 1)) & mask));
      } else {
        this.bit = bit;
        last += 1 + this.rice(parameter);
        bit = this.bit;
      }
      into[index] = last;
    }
    this.bit = bit;
    return last;
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

/**
 * @param {ArrayLike<number>} numbers ascending
 * @param {number} wanted
 * @returns {number} the place of the first that is not smaller, or the end
 */
export function placeOf(numbers, wanted) {
  let low = 0;
  for (let high = numbers.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
