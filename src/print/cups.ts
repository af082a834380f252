import type { Verdict } from '../outbox/channel.ts'
import { type Ended, type NotEnded, run } from '../program.ts'
import { readPrinters } from './lpstat.ts'
import type { Printer, PrintOrder, Spooler } from './spooler.ts'
import { SpoolerTrouble } from './trouble.ts'

/** https://openprinting.github.io/cups/doc/options.html */
const SIDES = { one: 'one-sided', 'long-edge': 'two-sided-long-edge', 'short-edge': 'two-sided-short-edge' }

/** How long the spooler may take to say how it stands, and to take an order, ms. */
const ASKING = 20_000
const TAKING = 60_000

/** CUPS, of Linux and macOS, by its commands. Which server they ask is theirs to know: client.conf, `CUPS_SERVER`. */
export class CupsSpooler implements Spooler {
  readonly provider = 'cups'
  readonly patience: number
  readonly #taking: number

  constructor(taking = TAKING) {
    this.#taking = taking
    this.patience = ASKING + taking
  }

  async printers(): Promise<Printer[]> {
    const said = await run('lpstat', ['-p', '-a'], ASKING)
    if (isEnded(said) && said.code === 0) return readPrinters(said.out)
    if (isEnded(said) && /No destinations added/.test(said.err)) return []
    throw new SpoolerTrouble(whyNot(said))
  }

  /** https://openprinting.github.io/cups/doc/man-lp.html */
  async print({ printer, copies, sides, name, title, bytes }: PrintOrder): Promise<Verdict> {
    const options = ['-o', `sides=${SIDES[sides]}`, '-o', 'document-format=application/pdf']
    const args = ['-d', printer, '-n', String(copies), ...options, '-t', titled(title, name)]
    const said = await run('lp', args, this.#taking, bytes)
    if (said === 'not installed') return { kind: 'stop', reason: whyNot(said) }
    if (said === 'silent')
      return { kind: 'doubtful', reason: 'The spooler did not answer after the pages had been handed over.' }
    const [, id] = /^request id is (\S+-\d+)/m.exec(said.out) ?? []
    if (said.code === 0 && id) return { kind: 'accepted', providerId: id }
    // It has looked before it handed anything over.
    if (/not accepting jobs|printer or class does not exist/.test(said.err))
      return { kind: 'later', reason: 'The printer takes no orders any more.' }
    return {
      kind: 'doubtful',
      reason: `The spooler gave an answer that makes no sense (lp ended with ${said.code}).`,
    }
  }

  /**
   * Looks for it by name among all that the spooler remembers: `lpstat` does not tell the names, `ipptool` does.
   * An order counts once its pages have all come, and nobody has cancelled it.
   * https://openprinting.github.io/cups/doc/man-ipptoolfile.html, https://www.rfc-editor.org/rfc/rfc8011#section-4.2.6
   */
  async lookUp({ name, printer }: Pick<PrintOrder, 'name' | 'printer'>): Promise<Verdict | 'not found'> {
    const server = await run('lpstat', ['-H'], ASKING)
    if (!isEnded(server)) return { kind: 'doubtful', reason: whyNot(server) }
    const place = server.out.trim()
    const uri = `ipp://${place.startsWith('/') ? encodeURIComponent(place) : place}/`
    const said = await run('ipptool', ['-c', uri, '/dev/stdin'], ASKING, Buffer.from(ALL_ORDERS))
    if (!isEnded(said)) return { kind: 'doubtful', reason: 'The spooler cannot be asked.' }
    if (said.code !== 0) return { kind: 'stop', reason: whyNot(said) }
    for (const line of said.out.split('\n')) {
      const [, id, state, documents] = /^(\d+),([\w-]+),(\d+),/.exec(line) ?? []
      if (!id || !line.replace(/"$/, '').endsWith(`(${name})`)) continue
      if (Number(documents) > 0 && state !== 'canceled' && state !== 'aborted')
        return { kind: 'accepted', providerId: `${printer}-${id}` }
    }
    return 'not found'
  }
}

/**
 * That it asks for the copies makes CUPS read what it has put away about orders that are over: otherwise it leaves out
 * their names, about a second after they have been printed (https://github.com/OpenPrinting/cups/issues/1440).
 */
const ALL_ORDERS = `{
  OPERATION Get-Jobs
  GROUP operation-attributes-tag
  ATTR charset attributes-charset utf-8
  ATTR language attributes-natural-language en
  ATTR uri printer-uri $uri
  ATTR name requesting-user-name $user
  ATTR keyword which-jobs all
  ATTR keyword requested-attributes job-id,job-state,number-of-documents,job-name,copies
  STATUS successful-ok
  DISPLAY job-id
  DISPLAY job-state
  DISPLAY number-of-documents
  DISPLAY job-name
}
`

/** A name of an order has 255 octets at most (RFC 8011, 5.3.5); ours is at its end, to be found by. */
const titled = (title: string, name: string): string =>
  `${[...title.replace(/[\p{Cc}\s]+/gu, ' ')].slice(0, 40).join('')} (${name})`

const isEnded = (said: Ended | NotEnded): said is Ended => typeof said === 'object'

function whyNot(said: Ended | NotEnded): string {
  if (said === 'not installed')
    return 'CUPS is not installed on this computer: its commands lp and lpstat are missing (cups-client).'
  if (said === 'silent') return 'CUPS does not answer: systemctl status cups says how it is.'
  if (/not running|Unable to connect|Bad file descriptor/.test(said.err))
    return 'CUPS is not running on this computer: systemctl status cups says why.'
  const words = said.err
    .replace(/^\w+: /, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 100)
  return `CUPS cannot be asked${words ? ` (${words})` : ''}: systemctl status cups says how it is.`
}
