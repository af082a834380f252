import { Reader } from './bytes.ts'
import { readType } from './declared.ts'
import { readLogin, type TdsLogin } from './login.ts'
import { type Message, messageType } from './packets.ts'

/** What a connection was asked. */
export interface TdsRequest {
  /**
   * `setup` is what the client sends of itself, and is always told that it is done: the `set` statements of tedious
   * after its login and when it resets a connection, the `SELECT 1;` of mssql before it lends one.
   */
  kind:
    | 'login'
    | 'setup'
    | 'batch'
    | 'rpc'
    | 'begin'
    | 'commit'
    | 'rollback'
    | 'save'
    | 'bulk'
    | 'attention'
    | 'ignored'
  /** Which connection, from 1, in the order in which they came. */
  connection: number
  /** The statement; of another procedure than sp_executesql its name; of a bulk load the `insert bulk` before it. */
  sql: string
  /** In order, without those of sp_executesql itself. */
  parameters: TdsParameter[]
  /** What a bulk load brings. */
  rows: unknown[][]
  /** Sent as a part of the transaction that is open on this connection. */
  inTransaction: boolean
  /** Of a login only. */
  login?: TdsLogin
  /** Of `begin`: what it asks for, as in `SET TRANSACTION ISOLATION LEVEL`. */
  isolation?: string
}

interface TdsParameter {
  /** Without the @. */
  name: string
  /** As it was declared: `varchar(20)`. */
  type: string
  /** Dates and times are text as they stand, a bigint is one, a decimal is text. */
  value: unknown
}

/** What a message asks, before it is known of which connection. */
export type Asked = Partial<TdsRequest> & { kind: TdsRequest['kind']; descriptor?: Buffer }

export function readRequest({ type, data, ignored }: Message): Asked {
  if (ignored) return { kind: 'ignored' }
  const from = new Reader(data)
  switch (type) {
    case messageType.login:
      return { kind: 'login', login: readLogin(data) }
    case messageType.attention:
      return { kind: 'attention' }
    case messageType.batch:
      return { descriptor: readHeaders(from), ...readBatch(from) }
    case messageType.rpc:
      return { descriptor: readHeaders(from), ...readCall(from) }
    case messageType.transaction:
      return { descriptor: readHeaders(from), ...readTransaction(from) }
    case messageType.bulk:
      return { kind: 'bulk', rows: readRows(from) }
    default:
      throw new Error(`a message of type 0x${type.toString(16)} is not one that this endpoint knows`)
  }
}

/** ALL_HEADERS, [MS-TDS] 2.2.5.3: of these, the transaction that the request belongs to, 2.2.5.3.2. */
function readHeaders(from: Reader): Buffer | undefined {
  const headers = new Reader(from.take(from.ulong() - 4))
  let descriptor: Buffer | undefined
  while (!headers.atEnd) {
    const header = new Reader(headers.take(headers.ulong() - 4))
    if (header.ushort() === 2) descriptor = header.take(8)
  }
  return descriptor
}

/** SQLBatch, [MS-TDS] 2.2.6.7. */
const readBatch = (from: Reader): Asked => ({ kind: 'batch', sql: from.rest().toString('utf16le') })

const executeSql = 10

/** RPCRequest, [MS-TDS] 2.2.6.6. */
function readCall(from: Reader): Asked {
  const length = from.ushort()
  const procedure = length === 0xffff ? from.ushort() : from.utf16(length)
  from.ushort() // options, of which none is used
  const parameters: TdsParameter[] = []
  while (!from.atEnd) {
    const name = from.bVarchar().replace(/^@/, '')
    from.byte() // whether it is given back
    const type = readType(from)
    parameters.push({ name, type: type.name, value: type.read(from) })
  }
  if (procedure !== executeSql) return { kind: 'rpc', sql: String(procedure), parameters }
  const [statement, declarations, ...own] = parameters
  const declared = declarations ? readDeclarations(String(declarations.value)) : new Map<string, string>()
  return {
    kind: 'rpc',
    sql: String(statement?.value),
    // What was declared is what the server converts to and plans for, whatever was sent.
    parameters: own.map((each) => ({ ...each, type: declared.get(each.name) ?? each.type })),
  }
}

/** `@id int, @price decimal(10, 2)`. */
const readDeclarations = (text: string) =>
  new Map(
    text.split(/,\s*(?=@)/).map((declaration) => {
      const [, name = '', type = ''] = /^@(\S+)\s+(.*)$/.exec(declaration) ?? []
      return [name, type]
    }),
  )

const transactionKind: Record<number, 'begin' | 'commit' | 'rollback' | 'save'> = {
  5: 'begin',
  7: 'commit',
  8: 'rollback',
  9: 'save',
}

const isolationLevel = [
  undefined,
  'read uncommitted',
  'read committed',
  'repeatable read',
  'serializable',
  'snapshot',
]

/** Transaction Manager Request, [MS-TDS] 2.2.6.9. */
function readTransaction(from: Reader): Asked {
  const type = from.ushort()
  const kind = transactionKind[type]
  if (!kind) throw new Error(`transaction request ${type} is not one that this endpoint knows`)
  const isolation = kind === 'begin' ? isolationLevel[from.byte()] : undefined
  const name = from.utf16(from.byte() / 2)
  return { kind, sql: name, isolation }
}

/** Bulk Load BCP, [MS-TDS] 2.2.6.1: COLMETADATA, then ROW for each, then DONE. */
function readRows(from: Reader): unknown[][] {
  const rows: unknown[][] = []
  if (from.atEnd || from.byte() !== 0x81) return rows
  const columns = Array.from({ length: from.ushort() }, () => {
    from.take(6) // user type and flags
    const type = readType(from)
    from.bVarchar()
    return type
  })
  while (from.byte() === 0xd1) rows.push(columns.map((type) => type.read(from)))
  return rows
}
