import { bVarbyte, bVarchar, byte, concat, ulong, ulonglong, ushort, usVarchar } from './bytes.ts'
import type { TdsType } from './types.ts'

/** The columns of a result, in order. */
// biome-ignore lint/suspicious/noExplicitAny: each column has values of its own type
export type Columns = Record<string, TdsType<any>>

/** COLMETADATA, [MS-TDS] 2.2.7.4. Every column may be null. */
export const columnsToken = (columns: Columns): Buffer =>
  concat(
    byte(0x81),
    ushort(Object.keys(columns).length),
    ...Object.entries(columns).map(([name, { info }]) =>
      concat(ulong(0), ushort(0x0001), info, bVarchar(name)),
    ),
  )

/** ROW, [MS-TDS] 2.2.7.20. */
export const rowToken = (columns: Columns, row: Record<string, unknown>): Buffer =>
  concat(byte(0xd1), ...Object.entries(columns).map(([name, type]) => type.write(row[name] ?? null)))

/** DONE, DONEPROC and DONEINPROC, [MS-TDS] 2.2.7.6 to 2.2.7.8: after a batch's statement, a call, a call's statement. */
export const doneType = { done: 0xfd, doneProc: 0xfe, doneInProc: 0xff } as const

/** The bits of their status. */
export const doneStatus = { more: 0x01, error: 0x02, count: 0x10, attention: 0x20 } as const

export const doneToken = (type: number, status: number, count = 0): Buffer =>
  concat(byte(type), ushort(status), ushort(0), ulonglong(BigInt(count)))

export interface Notice {
  number: number
  message: string
  /** 10 and less informs; 11 to 16 can be put right by the user; from 20 on the connection ends. */
  severity: number
  state: number
  server: string
  procedure: string
  line: number
}

/** ERROR and INFO, [MS-TDS] 2.2.7.10 and 2.2.7.13. */
export function noticeToken({ number, message, severity, state, server, procedure, line }: Notice): Buffer {
  const data = concat(
    ulong(number),
    byte(state, severity),
    usVarchar(message),
    bVarchar(server),
    bVarchar(procedure),
    ulong(line),
  )
  return concat(byte(severity > 10 ? 0xaa : 0xab), ushort(data.length), data)
}

/** What of a session can change: [MS-TDS] 2.2.7.9. */
const change = {
  database: 1,
  language: 2,
  packetSize: 4,
  collation: 7,
  begun: 8,
  committed: 9,
  rolledBack: 10,
  reset: 18,
} as const

/** ENVCHANGE, with a new and an old value of characters or of bytes. */
export function changeToken(
  what: keyof typeof change,
  now: string | Buffer,
  before: string | Buffer,
): Buffer {
  const value = (of: string | Buffer) => (typeof of === 'string' ? bVarchar(of) : bVarbyte(of))
  const data = concat(byte(change[what]), value(now), value(before))
  return concat(byte(0xe3), ushort(data.length), data)
}

/** LOGINACK, [MS-TDS] 2.2.7.14: TDS 7.4, and a SQL Server 2016. */
export function loginToken(): Buffer {
  const data = concat(byte(1, 0x74, 0, 0, 4), bVarchar('Microsoft SQL Server'), byte(13, 0, 0x13, 0xa2))
  return concat(byte(0xad), ushort(data.length), data)
}

/** RETURNSTATUS, [MS-TDS] 2.2.7.18. */
export const returnToken = (value: number): Buffer => concat(byte(0x79), ulong(value))
