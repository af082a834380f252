import http from 'node:http'
import type { Channel, Settled, Verdict, Withdrawal } from '../../src/outbox/channel.ts'
import type { Item, Kind } from '../../src/outbox/item.ts'

export interface TestChannelOptions {
  kind?: Kind
  port: number
  concurrency?: number
  /** How long it says that a call may take, ms; and how long it lets one take, where that is something else. */
  patience?: number
  timeout?: number
  perSecond?: number
  canLookUp?: boolean
  /** Why items are no longer wanted, by reference. */
  unwanted?: Map<string, Withdrawal>
  /** Told of every change of state. */
  onSettle?: (changes: Settled[]) => void
}

/** A way out over HTTP, as small as it can be and still behave like those of the product. */
export function testChannel(options: TestChannelOptions): Channel {
  const { port, kind = 'sms', patience = 5000, timeout = patience } = options
  const agent = new http.Agent({ keepAlive: true })
  const call = (method: string, reference: string, body = '') =>
    new Promise<{ status: number; retryAfter: string | undefined; body: string }>((resolve, reject) => {
      const path = `/${encodeURIComponent(reference)}`
      const request = http.request({ port, host: '127.0.0.1', method, path, agent, timeout }, (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode!, retryAfter: response.headers['retry-after'], body: text }),
        )
      })
      request.on('timeout', () => request.destroy(new Error('time-out')))
      request.on('error', reject)
      request.end(body)
    })

  return {
    kind,
    provider: 'test',
    concurrency: options.concurrency ?? 4,
    patience,
    ...(options.perSecond ? { perSecond: options.perSecond } : {}),
    async reconsider(_session, items) {
      const reasons = items.flatMap((item): [number, Withdrawal][] => {
        const why = options.unwanted?.get(item.reference)
        return why ? [[item.id, why]] : []
      })
      return new Map(reasons)
    },
    async send({ reference, content }: Item): Promise<Verdict> {
      try {
        return verdictOn(await call('POST', reference, content))
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'ECONNREFUSED') return { kind: 'stop', reason: 'Nobody answers there.' }
        return { kind: 'doubtful', reason: 'The connection broke.' }
      }
    },
    ...(options.canLookUp
      ? {
          async lookUp({ reference }: Item) {
            const { status, retryAfter, body } = await call('GET', reference)
            if (status === 404) return 'not found'
            return verdictOn({ status, retryAfter, body })
          },
        }
      : {}),
    async settle(_session, changes) {
      options.onSettle?.(changes)
    },
    close: () => agent.destroy(),
  }
}

function verdictOn({
  status,
  retryAfter,
  body,
}: {
  status: number
  retryAfter: string | undefined
  body: string
}): Verdict {
  const after = retryAfter === undefined ? {} : { retryAfter: Number(retryAfter) * 1000 }
  if (status === 200) return { kind: 'accepted', providerId: JSON.parse(body).id }
  if (status === 400) return { kind: 'refused', reason: 'The number is wrong.' }
  if (status === 401) return { kind: 'stop', reason: 'The password was refused.' }
  if (status === 423) return { kind: 'later', reason: 'Not this one, not now.', ...after }
  if (status === 429 || status === 503) return { kind: 'stop', reason: `It answered ${status}.`, ...after }
  return { kind: 'doubtful', reason: `It answered ${status}.` }
}
