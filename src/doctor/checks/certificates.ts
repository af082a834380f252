import { X509Certificate } from 'node:crypto'
import net from 'node:net'
import tls from 'node:tls'
import type { Config } from '../../config/config.ts'
import { type Check, type Finding, failed, none, ok, warning } from '../check.ts'

const DAY = 86_400_000
/** In three weeks a certificate can be ordered, or found out why it was not renewed. */
const NOTICE = 21 * DAY
/** How long a server may take, ms. */
const PATIENCE = 10_000

export const certificates: Check = {
  name: 'certificates',
  about: 'The other servers can be reached, and their certificates are good for three weeks.',
  needs: 'config',
  async look({ world }, config): Promise<Finding[]> {
    const now = world.clock()
    const found = await Promise.all(addressesOf(config).map(([what, url]) => reached(what, url, now)))
    const all = [...found.flat(), ...ofDatabase(config, now)]
    return all.length > 0 ? all : [none('The config names no other server.')]
  },
}

/** Each host once, with what names it. What the mail server and the provider of texts have, their own checks see. */
function addressesOf({ alerts, sms, mail, jobs }: Config): [string, URL][] {
  const named: [string, string | undefined][] = [
    ['alerts.webhook', alerts.webhook],
    ['alerts.tickPing', alerts.tickPing],
    ['alerts.ping', alerts.ping],
    ...jobs.map(({ id, ping }): [string, string | undefined] => [`jobs.${id}.ping`, ping]),
    ['sms.address', sms?.address],
    ['mail.smtp.oauth.tokenUrl', mail?.smtp?.oauth?.tokenUrl],
  ]
  const hosts = new Map<string, { names: string[]; url: URL }>()
  for (const [name, text] of named) {
    if (!text) continue
    const url = new URL(text)
    const host = hosts.get(url.origin) ?? { names: [], url }
    hosts.set(url.origin, { ...host, names: [...host.names, name] })
  }
  return [...hosts.values()].map(({ names, url }) => [names.join(', '), url])
}

/** Goes as far as the encryption, and asks nothing. Of an address, which is a secret, only the host is named. */
async function reached(what: string, { protocol, hostname, port }: URL, now: number): Promise<Finding[]> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const isSecure = protocol === 'https:'
  const number = Number(port || (isSecure ? 443 : 80))
  const name = `${host} (${what})`
  try {
    const until = isSecure ? await secured(host, number) : await plain(host, number)
    if (until === undefined)
      return [
        warning(
          `${name} can be reached, not encrypted: whoever is on the way can read it.`,
          'Write https://',
        ),
      ]
    const soon = untilFinding(name, until, now)
    return soon.length > 0
      ? soon
      : [ok(`${name} can be reached; its certificate is good until ${date(until)}.`)]
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return [
      failed(
        `${name} cannot be reached: ${code ?? message}.`,
        'See the address, the firewall and the certificate',
      ),
    ]
  }
}

/** @returns until when its certificate is good, epoch ms */
function secured(host: string, port: number): Promise<number> {
  return opened((done) => {
    const name = net.isIP(host) ? {} : { servername: host }
    const socket = tls.connect({ host, port, ...name, rejectUnauthorized: true }, () =>
      done(Date.parse(socket.getPeerCertificate().valid_to)),
    )
    return socket
  })
}

const plain = (host: string, port: number): Promise<undefined> =>
  opened((done) => net.connect({ host, port }, () => done(undefined)))

function opened<T>(open: (done: (result: T) => void) => net.Socket): Promise<T> {
  return new Promise((resolve, reject) => {
    const socket = open((result) => {
      resolve(result)
      socket.destroy()
    })
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`no answer in ${PATIENCE / 1000} s`)))
    socket.once('error', reject)
  })
}

/** Of one that the config gives, to trust the server by. */
function ofDatabase({ database, sims }: Config, now: number): Finding[] {
  return [database, ...(sims ? [sims.place] : [])].flatMap((place) => {
    if (place.type === 'sqlite' || !place.certificate) return []
    const until = Date.parse(new X509Certificate(place.certificate).validTo)
    const name = `${place.section ?? 'database'}.certificate`
    const soon = untilFinding(name, until, now)
    return soon.length > 0 ? soon : [ok(`${name} is good until ${date(until)}.`)]
  })
}

/** What is to be said about a certificate that ends soon; nothing otherwise. Instants are epoch ms. */
export function untilFinding(name: string, until: number, now: number): Finding[] {
  const cure = 'Ask whoever runs that server to renew it'
  if (until < now) return [failed(`The certificate of ${name} ended on ${date(until)}.`, cure)]
  return until - now > NOTICE ? [] : [warning(`The certificate of ${name} ends on ${date(until)}.`, cure)]
}

const date = (instant: number) => new Date(instant).toISOString().slice(0, 10)
