import { bVarbyte, byte, concat, number, type Reader, ulong, ulonglong, ushort, utf16 } from './bytes.ts'
import * as codepage from './codepage.ts'

/** A type of a column or parameter. */
export interface TdsType<Value = unknown> {
  /** As a statement declares it: `varchar(20)`. */
  readonly name: string
  /** TYPE_INFO, [MS-TDS] 2.2.5.6. */
  readonly info: Buffer
  /** Length and value, as in a row. */
  write(value: Value | null): Buffer
  read(from: Reader): Value | null
}

/** Latin1_General_CI_AS, what a British installation has: [MS-TDS] 2.2.5.1.2. Code page 1252. */
export const collation = byte(0x09, 0x04, 0xd0, 0x00, 0x00)

/** One whose length is one byte and, for null, zero: BYTELEN_TYPE, [MS-TDS] 2.2.5.4.3. */
export const byteLength = <Value>(
  name: string,
  info: Buffer,
  encode: (value: Value) => Buffer,
  decode: (bytes: Buffer) => Value,
): TdsType<Value> => ({
  name,
  info,
  write: (value) => (value === null ? byte(0) : bVarbyte(encode(value))),
  read: (from) => {
    const length = from.byte()
    return length === 0 ? null : decode(from.take(length))
  },
})

const integer = (name: string, size: number): TdsType<number> =>
  byteLength(
    name,
    byte(0x26, size),
    (value) => {
      const bytes = Buffer.alloc(size)
      if (size === 1) bytes.writeUInt8(value)
      else bytes.writeIntLE(value, 0, size)
      return bytes
    },
    (bytes) => (size === 1 ? bytes.readUInt8() : bytes.readIntLE(0, size)),
  )

export const tinyint = integer('tinyint', 1)
export const smallint = integer('smallint', 2)
export const int = integer('int', 4)

export const bigint: TdsType<bigint> = byteLength(
  'bigint',
  byte(0x26, 8),
  (value) => ulonglong(BigInt.asUintN(64, value)),
  (bytes) => bytes.readBigInt64LE(),
)

export const bit: TdsType<boolean> = byteLength(
  'bit',
  byte(0x68, 1),
  (value) => byte(value ? 1 : 0),
  (bytes) => bytes[0] === 1,
)

export const real: TdsType<number> = byteLength(
  'real',
  byte(0x6d, 4),
  (value) => Buffer.from(new Float32Array([value]).buffer),
  (bytes) => bytes.readFloatLE(),
)

export const float: TdsType<number> = byteLength(
  'float',
  byte(0x6d, 8),
  (value) => Buffer.from(new Float64Array([value]).buffer),
  (bytes) => bytes.readDoubleLE(),
)

/** Its values are text, `-12.50`, and exact: a sign and a whole number, [MS-TDS] 2.2.5.5.1. */
export function decimal(precision: number, scale: number, word = 'decimal'): TdsType<string> {
  const size = precision <= 9 ? 4 : precision <= 19 ? 8 : precision <= 28 ? 12 : 16
  return byteLength(
    `${word}(${precision}, ${scale})`,
    byte(word === 'decimal' ? 0x6a : 0x6c, size + 1, precision, scale),
    (value) => {
      const [whole, fraction = ''] = value.replace('-', '').split('.')
      const digits = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale))
      const magnitude = concat(ulonglong(digits & 0xffffffffffffffffn), ulonglong(digits >> 64n))
      return concat(byte(value.startsWith('-') ? 0 : 1), magnitude.subarray(0, size))
    },
    (bytes) => {
      const magnitude = concat(bytes.subarray(1), Buffer.alloc(16))
      const digits = (magnitude.readBigUInt64LE(8) << 64n) | magnitude.readBigUInt64LE(0)
      const text = digits.toString().padStart(scale + 1, '0')
      const end = text.length - scale
      return (bytes[0] === 0 ? '-' : '') + text.slice(0, end) + (scale > 0 ? `.${text.slice(end)}` : '')
    },
  )
}

type Size = number | 'max'

/** One whose length is two bytes, or, without a maximum, stands before each of its parts: [MS-TDS] 2.2.5.4.3
 * and 2.2.5.4.4. */
function sized<Value>(
  word: string,
  id: number,
  size: Size,
  unit: number,
  suffix: Buffer,
  encode: (value: Value) => Buffer,
  decode: (bytes: Buffer) => Value,
): TdsType<Value> {
  const info = (most: number) => concat(byte(id), ushort(most), suffix)
  if (size === 'max') {
    return {
      name: `${word}(max)`,
      info: info(0xffff),
      write: (value) => {
        if (value === null) return ulonglong(noLength)
        const bytes = encode(value)
        const parts = bytes.length > 0 ? [ulong(bytes.length), bytes] : []
        return concat(ulonglong(BigInt(bytes.length)), ...parts, ulong(0))
      },
      read: (from) => {
        if (from.ulonglong() === noLength) return null
        const parts: Buffer[] = []
        for (let length = from.ulong(); length > 0; length = from.ulong()) parts.push(from.take(length))
        return decode(concat(...parts))
      },
    }
  }
  return {
    name: `${word}(${size})`,
    info: info(size * unit),
    write: (value) => {
      if (value === null) return ushort(0xffff)
      const bytes = encode(value)
      return concat(ushort(bytes.length), bytes)
    },
    read: (from) => {
      const length = from.ushort()
      return length === 0xffff ? null : decode(from.take(length))
    },
  }
}

const noLength = 0xffffffffffffffffn

const fromUtf16 = (bytes: Buffer) => bytes.toString('utf16le')

export const varchar = (size: Size): TdsType<string> =>
  sized('varchar', 0xa7, size, 1, collation, codepage.encode, codepage.decode)
export const char = (size: number): TdsType<string> =>
  sized('char', 0xaf, size, 1, collation, codepage.encode, codepage.decode)
export const nvarchar = (size: Size): TdsType<string> =>
  sized('nvarchar', 0xe7, size, 2, collation, utf16, fromUtf16)
export const nchar = (size: number): TdsType<string> =>
  sized('nchar', 0xef, size, 2, collation, utf16, fromUtf16)
export const varbinary = (size: Size): TdsType<Buffer> =>
  sized('varbinary', 0xa5, size, 1, Buffer.alloc(0), Buffer.from, Buffer.from)

/** The first three groups are turned round, each for itself. */
export const uniqueidentifier: TdsType<string> = byteLength(
  'uniqueidentifier',
  byte(0x24, 16),
  (value) => turned(Buffer.from(value.replaceAll('-', ''), 'hex')),
  (bytes) =>
    turned(bytes)
      .toString('hex')
      .toUpperCase()
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
)

const turned = (bytes: Buffer) =>
  concat(
    number(bytes.readUInt32BE(0), 4),
    number(bytes.readUInt16BE(4), 2),
    number(bytes.readUInt16BE(6), 2),
    bytes.subarray(8),
  )
