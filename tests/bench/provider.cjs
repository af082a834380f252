// A provider of texts that speaks GOV.UK Notify's API, takes 20 ms for each and loses none: node provider.cjs
// Prints its address, and when it is told to stop how many it took and how many of those it had already.
const http = require('node:http')

const LATENCY = 20
const taken = new Map()

const server = http.createServer((request, response) => {
  let body = ''
  request.on('data', (data) => {
    body += data
  })
  request.on('end', () => {
    const answer = (status, content) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(content))
    }
    if (request.method === 'GET') {
      answer(200, { received_text_messages: [], notifications: [], links: {} })
      return
    }
    const { reference, template_id, personalisation } = JSON.parse(body)
    taken.set(reference, (taken.get(reference) ?? 0) + 1)
    const id = `00000000-0000-4000-8000-${String(taken.size).padStart(12, '0')}`
    const content = { body: personalisation.text }
    setTimeout(() => answer(201, { id, reference, template: { id: template_id }, content }), LATENCY)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))

process.stdin.resume().on('end', () => {
  const twice = [...taken.values()].filter((times) => times > 1).length
  console.log(JSON.stringify({ taken: taken.size, twice }))
  process.exit(0)
})
