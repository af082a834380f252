import type { Reader } from './bytes.ts'
import { date, datetime, datetime2, time } from './dates.ts'
import {
  bigint,
  bit,
  char,
  decimal,
  float,
  int,
  nchar,
  nvarchar,
  real,
  smallint,
  type TdsType,
  tinyint,
  uniqueidentifier,
  varbinary,
  varchar,
} from './types.ts'

/** The type that a client says it sends: TYPE_INFO, [MS-TDS] 2.2.5.6; the numbers of the types are those of 2.2.5.4.3. */
export function readType(from: Reader): TdsType {
  const id = from.byte()
  const known = types[id]
  if (!known) throw new Error(`type 0x${id.toString(16)} is not one that this endpoint knows`)
  return known(from) as TdsType
}

const types: Record<number, (from: Reader) => unknown> = {
  36: (from) => from.byte() && uniqueidentifier,
  38: (from) => ({ 1: tinyint, 2: smallint, 4: int, 8: bigint })[from.byte()],
  40: () => date,
  41: (from) => time(from.byte()),
  42: (from) => datetime2(from.byte()),
  104: (from) => from.byte() && bit,
  106: (from) => from.byte() && decimal(from.byte(), from.byte()),
  108: (from) => from.byte() && decimal(from.byte(), from.byte(), 'numeric'),
  109: (from) => ({ 4: real, 8: float })[from.byte()],
  111: (from) => from.byte() && datetime,
  165: (from) => varbinary(size(from, 1, 0)),
  167: (from) => varchar(size(from, 1)),
  175: (from) => char(Number(size(from, 1))),
  231: (from) => nvarchar(size(from, 2)),
  239: (from) => nchar(Number(size(from, 2))),
}

function size(from: Reader, unit: number, collation = 5): number | 'max' {
  const most = from.ushort()
  from.take(collation)
  return most === 0xffff ? 'max' : most / unit
}
