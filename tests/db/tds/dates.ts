import { byte, concat, number } from './bytes.ts'
import { byteLength, type TdsType } from './types.ts'

// All of these are wall times and go in and out as such, as text: a zone that creeps in somewhere shows.
// [MS-TDS] 2.2.5.5.1, Date/Times.

const msPerDay = 86_400_000

/** Days from 1970-01-01 back to what a type counts from. */
const epoch = { year1: 719_162, year1900: 25_567 }

const days = (text: string, from: number) => Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / msPerDay + from
const day = (count: number, from: number) => new Date((count - from) * msPerDay).toISOString().slice(0, 10)

/** Units of 10^-scale seconds since midnight, of `07:30:00.25`. */
function units(time: string, scale: number): number {
  const [hours, minutes, seconds, fraction = ''] = time.split(/[:.]/)
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return whole * 10 ** scale + Number(fraction.padEnd(scale, '0').slice(0, scale))
}

function clock(count: number, scale: number): string {
  const seconds = Math.floor(count / 10 ** scale)
  const two = (value: number) => String(Math.floor(value) % 60).padStart(2, '0')
  const hours = String(Math.floor(seconds / 3600)).padStart(2, '0')
  const fraction = scale > 0 ? `.${String(count % 10 ** scale).padStart(scale, '0')}` : ''
  return `${hours}:${two(seconds / 60)}:${two(seconds)}${fraction}`
}

const timeLength = (scale: number) => (scale <= 2 ? 3 : scale <= 4 ? 4 : 5)

/** `2026-09-01`. */
export const date: TdsType<string> = byteLength(
  'date',
  byte(0x28),
  (value) => number(days(value, epoch.year1), 3),
  (bytes) => day(bytes.readUIntLE(0, 3), epoch.year1),
)

/** `07:30:00.0000000`. */
export const time = (scale: number): TdsType<string> =>
  byteLength(
    `time(${scale})`,
    byte(0x29, scale),
    (value) => number(units(value, scale), timeLength(scale)),
    (bytes) => clock(bytes.readUIntLE(0, bytes.length), scale),
  )

/** `2026-09-01T07:30:00.0000000`. */
export const datetime2 = (scale: number): TdsType<string> =>
  byteLength(
    `datetime2(${scale})`,
    byte(0x2a, scale),
    (value) =>
      concat(number(units(value.slice(11), scale), timeLength(scale)), number(days(value, epoch.year1), 3)),
    (bytes) => {
      const length = bytes.length - 3
      const on = day(bytes.readUIntLE(length, 3), epoch.year1)
      return `${on}T${clock(bytes.readUIntLE(0, length), scale)}`
    },
  )

/** `2026-09-01T07:30:00.000`, in steps of a 300th of a second. */
export const datetime: TdsType<string> = byteLength(
  'datetime',
  byte(0x6f, 8),
  (value) => {
    const bytes = Buffer.alloc(8)
    bytes.writeInt32LE(days(value, epoch.year1900), 0)
    bytes.writeUInt32LE(Math.round(units(value.slice(11), 3) * 0.3), 4)
    return bytes
  },
  (bytes) =>
    `${day(bytes.readInt32LE(0), epoch.year1900)}T${clock(Math.round(bytes.readUInt32LE(4) / 0.3), 3)}`,
)
