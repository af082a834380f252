// What a bare node:http client with keep-alive does: node bare-client.cjs ADDRESS COUNT CONCURRENCY
// Prints as a line of JSON how long the requests took.
const http = require('node:http')

const [address, count, concurrency] = process.argv.slice(2)
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(concurrency) })
const url = `${address}/v2/notifications/sms`
let next = 0

const post = (number) =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({
      phone_number: `+4477009${String(number).padStart(5, '0')}`,
      template_id: 'bench',
      personalisation: { text: `Text number ${number} of the benchmark.` },
      reference: `bare-${number}`,
    })
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const request = http.request(url, { method: 'POST', agent, headers }, (response) => {
      let answer = ''
      response.on('data', (data) => {
        answer += data
      })
      response.on('end', () => resolve(JSON.parse(answer).id))
    })
    request.on('error', reject)
    request.end(body)
  })

async function lane() {
  while (next < Number(count)) await post(next++)
}

async function run() {
  const begun = performance.now()
  await Promise.all(Array.from({ length: Number(concurrency) }, lane))
  const ms = performance.now() - begun
  console.log(JSON.stringify({ ms, maxRss: process.resourceUsage().maxRSS / 1024 }))
  process.exit(0)
}

run()
