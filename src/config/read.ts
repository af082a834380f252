import { readFileSync, statSync } from 'node:fs'
import type { Finding } from './problem.ts'
import { quote } from './quote.ts'

/** Bytes. A school's config has a few thousand; more than this is another file given by mistake. */
const LARGEST = 1_000_000

export interface ReadFile {
  /** Without a byte order mark; as much as could be read when there are findings. */
  text: string
  findings: Finding[]
}

/** Reads a text file of UTF-8, or says in plain words why that cannot be done. Never throws. */
export function readText(file: string): ReadFile {
  try {
    const stat = statSync(file)
    if (stat.isDirectory()) return refuse('is a folder, not a file', 'name the file in it')
    if (!stat.isFile()) return refuse('is not an ordinary file')
    if (stat.size > LARGEST) return tooLarge()
    return decode(readFileSync(file))
  } catch (error) {
    return refuse(...whyUnreadable(error as NodeJS.ErrnoException))
  }
}

/** Bytes as text; refuses what is no UTF-8, with the place of the first byte that is wrong. */
export function decode(bytes: Buffer): ReadFile {
  if (bytes.length > LARGEST) return tooLarge()
  const utf16 = looksLikeUtf16(bytes)
  if (utf16) return refuse(`is saved as ${utf16}`, SAVE_AS)
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  if (text.includes('\0')) return refuse('is not a text file', 'is it the right file?', 'encoding')
  const wrong = firstWrongByte(bytes)
  if (wrong !== undefined) {
    const before = bytes
      .subarray(0, wrong)
      .toString('utf8')
      .replace(/^\uFEFF/, '')
    return at(
      text,
      before.length,
      `the byte ${hex(bytes[wrong]!)} is no UTF-8${guess(bytes[wrong]!)}`,
      SAVE_AS,
    )
  }
  const control = /(?![\t\n\r\u0085])\p{Cc}/u.exec(text)
  if (control) {
    const name = `U+${hex(control[0].charCodeAt(0)).slice(2).padStart(4, '0')}`
    return at(text, control.index, `there is a control character here, ${name}`, 'delete it')
  }
  return { text, findings: [] }
}

const SAVE_AS = "save it as UTF-8: in Notepad, 'Save as' and then 'Encoding: UTF-8'"

function refuse(message: string, hint?: string, rule = 'file'): ReadFile {
  return { text: '', findings: [{ rule, severity: 'error', message: `the file ${message}`, hint, path: [] }] }
}

function tooLarge(): ReadFile {
  return refuse('is larger than 1 MB, which no config is', 'is it the right file?')
}

function at(text: string, from: number, message: string, hint: string): ReadFile {
  const span = { from, to: from + 1 }
  return { text, findings: [{ rule: 'encoding', severity: 'error', message, hint, path: [], span }] }
}

function whyUnreadable(error: NodeJS.ErrnoException): [string, string?] {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return [
        'does not exist',
        'check the path; the config is looked for in the current folder, and pars-auto init writes a first one',
      ]
    case 'EACCES':
    case 'EPERM':
      return ['may not be read by the account this runs under', 'give that account permission to read it']
    case 'EBUSY':
      return ['is in use by another program', 'close it there and try again']
    default:
      return [`cannot be read: ${quote(error.code ?? error.message)}`]
  }
}

/** By its byte order mark, or by the zero bytes between the letters of anything in Latin script. */
function looksLikeUtf16(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 4).toString('hex')
  if (start === 'fffe0000' || start === '0000feff') return 'UTF-32'
  if (start.startsWith('fffe')) return 'UTF-16 LE'
  if (start.startsWith('feff')) return 'UTF-16 BE'
  const zeros = [...bytes.subarray(0, 4)].map((byte) => (byte === 0 ? '0' : 'x')).join('')
  if (zeros === 'x0x0') return 'UTF-16 LE'
  return zeros === '0x0x' ? 'UTF-16 BE' : undefined
}

function firstWrongByte(bytes: Buffer): number | undefined {
  // What is no UTF-8 decodes to the replacement character, and that encodes to other bytes.
  const again = Buffer.from(bytes.toString('utf8'), 'utf8')
  if (again.equals(bytes)) return undefined
  return bytes.findIndex((byte, index) => byte !== again[index])
}

function guess(byte: number): string {
  if (byte < 0xa0) return ''
  return `; in the older Windows encoding it is ${quote(String.fromCharCode(byte))}`
}

const hex = (byte: number) => `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`
