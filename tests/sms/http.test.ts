import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { Connections } from '../../src/sms/http.ts'

async function connect(serve: http.RequestListener, { limit = 60_000, path = '' } = {}) {
  const server = http.createServer(serve).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const connections = new Connections(`http://127.0.0.1:${port}${path}`, limit)
  onTestFinished(() => {
    connections.close()
    server.closeAllConnections()
    server.close()
  })
  return connections
}

test('an answer without end is given up long before time is', async () => {
  const connections = await connect((_, response) => {
    const more = () => !response.destroyed && response.write(' '.repeat(1024 * 1024), more)
    more()
  })
  expect(await connections.ask({ method: 'GET', path: '/' })).toEqual({
    kind: 'unclear',
    reason: 'the answer does not end',
  })
})

test('an answer that came in time is read, even where the program was too busy to look', async () => {
  const connections = await connect(
    (_, response) => {
      response.end('here it is')
      // As a database statement would.
      const until = performance.now() + 150
      while (performance.now() < until);
    },
    { limit: 100 },
  )
  expect(await connections.ask({ method: 'GET', path: '/' })).toMatchObject({ body: 'here it is' })
})

test('an address may have a path of its own, as behind a proxy', async () => {
  const connections = await connect((request, response) => response.end(request.url), { path: '/notify/' })
  expect(await connections.ask({ method: 'GET', path: '/v2/notifications?a=1' })).toMatchObject({
    body: '/notify/v2/notifications?a=1',
  })
})

test('a character that arrives in two pieces is one', async () => {
  const connections = await connect((_, response) => {
    const euro = Buffer.from('€')
    response.write(euro.subarray(0, 1), () => setTimeout(() => response.end(euro.subarray(1)), 10))
  })
  expect(await connections.ask({ method: 'GET', path: '/' })).toMatchObject({ body: '€' })
})

test('a byte order mark is no part of an answer', async () => {
  const connections = await connect((_, response) => response.end('\ufeff{"id":"1"}'))
  expect(await connections.ask({ method: 'GET', path: '/' })).toMatchObject({ body: '{"id":"1"}' })
})
