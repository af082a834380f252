import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What a dead man's switch, or a webhook, does with a request. */
export type Manner = 'ok' | 'error' | 'reset' | 'silent'

/** Somebody who is told things over HTTP, well-behaved or not: a real server that remembers what it was told. */
export class Watcher {
  /** `GET /uuid/start?rid=…`, in order. */
  readonly heard: string[] = []
  /** Bodies of what was posted. */
  readonly posted: string[] = []
  /** The same as it came. */
  readonly bodies: string[] = []
  manner: Manner = 'ok'
  readonly #server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('error', () => {})
    request.on('end', () => {
      this.heard.push(`${request.method} ${request.url}`)
      if (body) {
        this.bodies.push(body)
        this.posted.push(JSON.parse(body).text)
      }
      if (this.manner === 'ok') response.end('OK')
      else if (this.manner === 'error') response.writeHead(500).end()
      else if (this.manner === 'reset') request.socket.resetAndDestroy()
    })
  })

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      this.#server.closeAllConnections()
      this.#server.close()
    })
    return this
  }

  /** @param path such as `/uuid` */
  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`
  }
}
