import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { SERVER } from '../database.ts'
import { type Door, doorToServer } from '../db/door.ts'
import { type Said, TestSchool } from '../school.ts'

const WRONG = 'very-secret-and-wrong'

describe.skipIf(!SERVER)('a login that is refused', () => {
  let school: TestSchool
  let door: Door
  let posts: string[]

  beforeEach(async () => {
    posts = []
    door = await doorToServer()
    school = await TestSchool.open('', {
      rest: `alerts: { webhook: '${await webhook()}', digest: never }`,
    })
  }, 60_000)

  /** From now on the password in the environment is this one; the right one unless given. */
  const password = (word?: string) => {
    school.world = { env: { PARS_TEST_MSSQL_URL: door.with(word) } }
  }
  /** One tick, and how many connections it made. */
  const tick = async (time: string): Promise<Said & { logins: number }> => {
    const before = door.count
    const said = await school.tick(`2026-11-23 ${time}`)
    return { ...said, logins: door.count - before }
  }

  async function webhook(): Promise<string> {
    const server = createServer((request, response) => {
      request.on('data', (data) => posts.push(JSON.parse(String(data)).text))
      request.on('end', () => response.end())
    })
    await new Promise<void>((resolve) => server.listen(0, resolve))
    onTestFinished(() => void server.close())
    return `http://127.0.0.1:${(server.address() as { port: number }).port}`
  }

  test('is tried once in a quarter of an hour, and each tick in between says so', async () => {
    password(WRONG)
    const first = await tick('12:00')
    expect(first).toMatchObject({ code: 6, logins: 1, out: '' })
    expect(first.err).toMatch(
      /^SQL Server at 127\.0\.0\.1:\d+ refuses the login of \S+ \(18456\): Login failed .* That was at 2026-11-23 12:00\. So that the account is not locked, no login is tried until 2026-11-23 12:15, or until server, login or password have changed\. Once it is mended: pars-auto db ping\n$/,
    )
    expect(await tick('12:01')).toMatchObject({ code: 6, logins: 0, err: first.err })
    expect(await tick('12:14')).toMatchObject({ code: 6, logins: 0, err: first.err })
    const second = await tick('12:15')
    expect(second).toMatchObject({ code: 6, logins: 1 })
    expect(second.err).toContain('at 2026-11-23 12:15. It has been refused since 2026-11-23 12:00.')
    expect(second.err).toContain('no login is tried until 2026-11-23 12:30')
    expect(await school.run('list')).toMatchObject({ code: 6, err: second.err })
  })

  test('is told once when it starts and once when it is over, and stands in the history', async () => {
    password()
    expect(await tick('11:50')).toMatchObject({ code: 0, out: '' })
    password(WRONG)
    for (const time of ['12:00', '12:01', '12:15', '12:16']) await tick(time)
    password()
    expect(await tick('12:17')).toMatchObject({
      code: 0,
      out: 'Over: SQL Server accepts the login again, which it had refused since 2026-11-23 12:00.\n',
    })
    expect((await tick('12:18')).out).toBe('')
    expect(posts).toEqual([
      expect.stringMatching(/^Test School: ! SQL Server at .* refuses the login/),
      expect.stringMatching(/^Test School: Over: SQL Server accepts the login again/),
    ])
    const { out } = await school.run('history')
    expect(out).toContain('login-refused')
    expect(out).not.toContain('host-off')
  })

  test('is tried at once with another password', async () => {
    password(WRONG)
    await tick('12:00')
    password(`${WRONG}-too`)
    expect(await tick('12:01')).toMatchObject({ code: 6, logins: 1 })
    password()
    expect(await tick('12:02')).toMatchObject({ code: 0 })
  })

  test('is tried at once by db ping, which a person starts', async () => {
    password(WRONG)
    await tick('12:00')
    const before = door.count
    expect(await school.run('db', 'ping')).toMatchObject({ code: 6, out: '' })
    expect(door.count - before).toBe(1)
    expect(await tick('12:01')).toMatchObject({ code: 6, logins: 0 })
    password()
    expect(await school.run('db', 'ping')).toMatchObject({ code: 0, err: '' })
    expect(await tick('12:02')).toMatchObject({ code: 0, out: expect.stringMatching(/^Over: /) })
  })

  test('is told again where the webhook did not take it', async () => {
    school.configure('', "alerts: { webhook: 'http://127.0.0.1:9' }")
    password(WRONG)
    await tick('12:00')
    school.configure('', `alerts: { webhook: '${await webhook()}' }`)
    await tick('12:01')
    await tick('12:02')
    expect(posts).toHaveLength(1)
  })

  test('with a config that has errors besides is an error of the config', async () => {
    password()
    await tick('11:59')
    school.configure('  nothing: {}')
    password(WRONG)
    expect(await tick('12:00')).toMatchObject({ code: 3, logins: 1 })
    expect(await tick('12:01')).toMatchObject({ code: 3, logins: 0 })
  })

  test('leaves a file that only its account can read, and that does not say the password', async () => {
    password(WRONG)
    await tick('12:00')
    const folder = path.join(school.folder, '.pars-auto')
    const [file] = readdirSync(folder).filter((name) => name.endsWith('login.json'))
    const text = readFileSync(path.join(folder, file!), 'utf8')
    expect(text).not.toContain(WRONG)
    expect(JSON.parse(text).print).toMatch(/^[0-9a-f]{4}$/)
    if (process.platform !== 'win32') expect(statSync(path.join(folder, file!)).mode & 0o777).toBe(0o600)
  })

  test('does not pause where it is the database that is not there', async () => {
    school.world = { env: { PARS_TEST_MSSQL_URL: door.with().replace(/Database=\w+/, 'Database=nowhere') } }
    expect(await tick('12:00')).toMatchObject({ code: 6, logins: 1 })
    expect(await tick('12:01')).toMatchObject({ code: 6, logins: 1 })
    expect(posts).toEqual([])
  })
})
