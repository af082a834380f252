import { byte, concat } from './bytes.ts'
import { changeToken, doneToken, doneType, loginToken, noticeToken } from './tokens.ts'
import { collation } from './types.ts'

/** Who comes, and what for: LOGIN7, [MS-TDS] 2.2.6.4. */
export interface TdsLogin {
  user: string
  password: string
  database: string
  /** `program_name` in sys.dm_exec_sessions. */
  appName: string
  /** The client's machine, `host_name` there. */
  hostName: string
  /** The server as the client calls it. */
  serverName: string
  language: string
  library: string
  /** ApplicationIntent=ReadOnly. */
  readOnly: boolean
  /** Windows authentication: there is no user or password, and this endpoint cannot check it. */
  integrated: boolean
  /** The most that a packet may have. */
  packetSize: number
}

export function readLogin(data: Buffer): TdsLogin {
  // From byte 36 on, where and how long each text is, in this order.
  const bytesOf = (field: number) => {
    const at = 36 + field * 4
    return data.subarray(data.readUInt16LE(at), data.readUInt16LE(at) + data.readUInt16LE(at + 2) * 2)
  }
  const text = (field: number) => bytesOf(field).toString('utf16le')
  return {
    hostName: text(0),
    user: text(1),
    password: Buffer.from(bytesOf(2).map(unscrambled)).toString('utf16le'),
    appName: text(3),
    serverName: text(4),
    library: text(6),
    language: text(7),
    database: text(8),
    integrated: (data[25]! & 0x80) > 0,
    readOnly: (data[26]! & 0x20) > 0,
    packetSize: data.readUInt32LE(8),
  }
}

/** The halves of each byte change places, and 0xa5 is laid over it. */
const unscrambled = (byte: number) => {
  const bits = byte ^ 0xa5
  return ((bits << 4) | (bits >> 4)) & 0xff
}

/** Whether a server encrypts: [MS-TDS] 2.2.6.5. */
const encryption = { off: 0, on: 1, notSupported: 2, required: 3 } as const

/** What a server says of itself before the login. */
export function preloginAnswer(can: 'not' | 'encrypt' | 'require', asked: Buffer): Buffer {
  const wanted = [encryption.on, encryption.required].includes(askedEncryption(asked) as 1 | 3)
  const says = can === 'require' ? 'required' : can === 'encrypt' && wanted ? 'on' : 'notSupported'
  const version = byte(13, 0, 0x13, 0xa2, 0, 0)
  // Each option: what, where, how long; then all that they point to.
  return concat(byte(0, 0, 11, 0, 6), byte(1, 0, 17, 0, 1), byte(0xff), version, byte(encryption[says]))
}

/** Whether what follows is a TLS handshake. */
export const agreesToEncrypt = (answer: Buffer): boolean => askedEncryption(answer) % 2 === 1

function askedEncryption(prelogin: Buffer): number {
  for (let at = 0; prelogin[at] !== 0xff; at += 5) {
    if (prelogin[at] === 1) return prelogin[prelogin.readUInt16BE(at + 1)]!
  }
  return encryption.notSupported
}

/** The answer to a login that is let in: [MS-TDS] 2.2.2.2. */
export function welcome({ database, language, packetSize }: TdsLogin, server: string): Buffer {
  const told = (number: number, message: string) =>
    noticeToken({ number, message, severity: 0, state: 1, server, procedure: '', line: 1 })
  const opened = database || 'master'
  const spoken = language || 'us_english'
  return concat(
    changeToken('database', opened, 'master'),
    told(5701, `Changed database context to '${opened}'.`),
    changeToken('collation', collation, Buffer.alloc(0)),
    changeToken('language', spoken, ''),
    told(5703, `Changed language setting to ${spoken}.`),
    loginToken(),
    changeToken('packetSize', String(packetSize), '4096'),
    doneToken(doneType.done, 0),
  )
}
