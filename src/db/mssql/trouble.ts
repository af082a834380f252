import {
  DatabaseBusy,
  DatabaseConflict,
  DatabaseUnreachable,
  LoginRefused,
  StatementFailed,
} from '../database.ts'
import { refusalOf } from './pool.ts'

/** An error as mssql and tedious throw it. */
interface Thrown extends Error {
  /** SQL Server's own number, where it answered. */
  number?: number
  code?: string
  cause?: unknown
  originalError?: Thrown
}

/**
 * Numbers of SQL Server's errors, by what they mean for us (Microsoft, "Database engine events and errors").
 */
const CONFLICT = [1205, 3960, 3961]
const LOCKED = [1222]
/** The server ends, the database moves to another replica or is not there just now. */
const AWAY = [
  596, 823, 921, 927, 952, 976, 978, 979, 982, 983, 3906, 4060, 6002, 6005, 9001, 10928, 10929, 17142, 17187,
  18401, 40143, 40197, 40501, 40540, 40613, 49918, 49919, 49920,
]
/** The login is refused, and will be the next time. */
const REFUSED = [18450, 18451, 18452, 18456, 18458, 18461, 18470, 18486, 18487, 18488]

const PASSES = { passes: true }

const LOST = ['ECONNCLOSED', 'ESOCKET', 'ECONNRESET', 'EPIPE', 'ENOTOPEN', 'EABORT', 'ENOCONN']

/** What a failed statement means for us. What the server says of values is left out: they may be about a pupil. */
export function translated(error: unknown): unknown {
  const { code, ...said } = thrown(error)
  // A further connection may be refused after the first one was accepted.
  const { number = said.number, message } = refusalIn(error) ?? said
  if (number !== undefined && REFUSED.includes(number))
    return new LoginRefused(`SQL Server refuses the login (${number}): ${message}`)
  if (number !== undefined && CONFLICT.includes(number)) return new DatabaseConflict(withoutValues(message))
  if (number !== undefined && LOCKED.includes(number)) return new DatabaseBusy(withoutValues(message))
  if (number !== undefined && AWAY.includes(number)) return lostConnection(message)
  if (code !== undefined && LOST.includes(code)) return lostConnection(message)
  if (number !== undefined) return new StatementFailed(number, withoutValues(message))
  if (code === 'ETIMEOUT')
    return new DatabaseUnreachable(`SQL Server did not answer in time: ${message}`, PASSES)
  return error
}

const lostConnection = (message: string) =>
  new DatabaseUnreachable(`The connection to SQL Server was lost: ${withoutValues(message)}`, PASSES)

/** Why there is no connection, in words for the person who can mend it. */
export function whyNoConnection(
  error: unknown,
  place: { server: string; database: string; user: string; section: string },
) {
  const { code, cause, ...said } = thrown(error)
  const { number = said.number, message } = refusalIn(error) ?? said
  const { server, database, user, section } = place
  if (number === 4060)
    return new DatabaseUnreachable(
      `SQL Server at ${server} has no database ${database}, or ${user} may not open it, or it is not there just now (4060).`,
      PASSES,
    )
  if (number !== undefined && AWAY.includes(number))
    return new DatabaseUnreachable(
      `SQL Server at ${server} is not ready just now (${number}): ${message}`,
      PASSES,
    )
  if (number !== undefined && REFUSED.includes(number))
    return new LoginRefused(`SQL Server at ${server} refuses the login of ${user} (${number}): ${message}`)
  if (number === undefined && code === 'ELOGIN')
    return new LoginRefused(`SQL Server at ${server} refuses the login of ${user}: ${message}`)
  // It is not the password that it minds, and no account is locked for this.
  if (code === 'ELOGIN')
    return new DatabaseUnreachable(`SQL Server at ${server} does not let ${user} in (${number}): ${message}`)
  const certificate = certificateTrouble(cause ?? error, section)
  if (certificate) return new DatabaseUnreachable(certificate)
  if (/does not encrypt/.test(message))
    return new DatabaseUnreachable(
      `SQL Server at ${server} does not encrypt what goes over the network, and the login was not sent. With 'encrypt: false' it would be, for everybody in between to read.`,
    )
  if (code === 'ETIMEOUT')
    return new DatabaseUnreachable(`SQL Server at ${server} did not answer in time. ${REACH}`, PASSES)
  if (code === 'EINSTLOOKUP')
    return new DatabaseUnreachable(
      `The SQL Server Browser at ${server} does not know the instance, or does not answer (UDP port 1434): ${message}. With 'port:' it is not asked.`,
      PASSES,
    )
  return new DatabaseUnreachable(
    `There is no connection to SQL Server at ${server}: ${message}. ${REACH}`,
    PASSES,
  )
}

const REACH =
  'Is it running, is TCP/IP switched on in its configuration, and does a firewall let its port through?'

const CERTIFICATE =
  /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_HAS_EXPIRED|ALTNAME_INVALID|self[- ]signed|unable to verify/i

function certificateTrouble(error: unknown, section: string): string | undefined {
  const { code = '', message, cause } = thrown(error)
  if (!CERTIFICATE.test(`${code} ${message} ${cause ? thrown(cause).code : ''}`)) return undefined
  return `SQL Server's certificate cannot be trusted: ${message}. It makes one itself unless somebody gave it another. Either name the PEM file of whoever signed it in ${section}.certificate, or write 'trustServerCertificate: true': what goes over the network is still encrypted then, but whoever sits in between could pose as the server.`
}

/** What the server said first against the login, where it said anything. */
const refusalIn = (error: unknown) => refusalOf((error as Thrown).originalError ?? error)

function thrown(error: unknown): Pick<Thrown, 'number' | 'code' | 'message' | 'cause'> {
  const { number, code, message, cause, originalError } = error as Thrown
  const inner = originalError as (Thrown & { info?: { number?: number } }) | undefined
  return {
    // Of a lost connection it holds the code, as a text.
    number: [number, inner?.number, inner?.info?.number].find((one) => typeof one === 'number'),
    code: code === 'EREQUEST' || code === undefined ? (inner?.code ?? code) : code,
    message,
    cause: cause ?? inner?.cause,
  }
}

/** "The duplicate key value is (…)", "Truncated value: '…'", "converting the nvarchar value '…'". */
const withoutValues = (message: string) =>
  message
    .replace(/The duplicate key value is \(.*\)\.?/s, '')
    .replace(/Truncated value: '.*'\.?/s, '')
    .replace(/(the \w+(?:\(\w+\))? value )'.*?'/gs, '$1…')
    .trim()
