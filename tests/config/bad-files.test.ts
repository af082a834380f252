import { chmodSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { BASE, check, NOW, temporaryFile } from './kit.ts'

const load = (file: string) => loadConfig(file, { env: {}, now: NOW })
const only = (file: string) => {
  const { config, problems } = load(file)
  expect(config).toBeUndefined()
  expect(problems).toHaveLength(1)
  return problems[0]!
}

describe('a file that cannot be read', () => {
  it('is not there', () => {
    expect(only('nowhere/school.yaml')).toMatchObject({ rule: 'file', message: 'the file does not exist' })
  })

  it('is a folder', () => {
    expect(only('tests').message).toBe('the file is a folder, not a file')
  })

  it('lies below a file', () => {
    expect(only('package.json/school.yaml').message).toBe('the file does not exist')
  })

  it('is a device', () => {
    expect(only('/dev/null').message).toMatch(/not an ordinary file|does not exist/)
  })

  it('has a name that no file can have', () => {
    expect(only('a\0b').message).toMatch(/cannot be read/)
    expect(only('x'.repeat(5000)).message).toMatch(/cannot be read|does not exist/)
  })

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('may not be read', () => {
    const file = temporaryFile(BASE)
    chmodSync(file, 0)
    expect(only(file).message).toMatch(/may not be read/)
  })

  it('is larger than 1 MB', () => {
    expect(only(temporaryFile(Buffer.alloc(1_000_001, 'a'))).message).toMatch(/larger than 1 MB/)
  })
})

describe('a file that is no text', () => {
  it.each([
    ['UTF-16 LE', Buffer.from(`\uFEFF${BASE}`, 'utf16le')],
    ['UTF-16 LE', Buffer.from(BASE, 'utf16le')],
    ['UTF-16 BE', Buffer.from(`\uFEFF${BASE}`, 'utf16le').swap16()],
    ['UTF-16 BE', Buffer.from(BASE, 'utf16le').swap16()],
    ['UTF-32', Buffer.from('fffe000073000000', 'hex')],
  ])('is in %s', (encoding, bytes) => {
    const { message, hint } = only(temporaryFile(bytes))
    expect(message).toBe(`the file is saved as ${encoding}`)
    expect(hint).toMatch(/UTF-8/)
  })

  it('is in the Windows encoding, which is said at the first letter that shows it', () => {
    const file = temporaryFile(Buffer.from('school:\n  name: Café René\n', 'latin1'))
    expect(only(file)).toMatchObject({ rule: 'encoding', line: 2, column: 12 })
    expect(only(file).message).toBe("the byte 0xE9 is no UTF-8; in the older Windows encoding it is 'é'")
  })

  it('is cut off within a letter', () => {
    expect(only(temporaryFile(Buffer.from('school: é').subarray(0, -1)))).toMatchObject({
      line: 1,
      column: 9,
    })
  })

  it('has zero bytes', () => {
    expect(only(temporaryFile(`${BASE}\0`)).message).toBe('the file is not a text file')
    expect(only(temporaryFile(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))).message).toMatch(
      /not a text/,
    )
  })

  it('has control characters', () => {
    expect(only(temporaryFile('school:\n  name: \u001B[31m\n'))).toMatchObject({
      rule: 'encoding',
      line: 2,
      column: 9,
    })
  })
})

describe('a file made to do harm', () => {
  const most = 999_000
  const times = (text: string) => text.repeat(Math.floor((most - BASE.length) / text.length))

  it.each([
    ['10,000 brackets', '['.repeat(10_000)],
    ['10,000 closed brackets', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['brackets only', times('[')],
    ['braces in braces', times('{a: ')],
    ['keys below keys', Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['dashes in a row', times('- ')],
    ['questions in a row', times('? ')],
    ['commas', `[${times(',').slice(2)}]`],
    ['quotes', times('"')],
    ['anchors', times('&a ')],
    ['tags', times('! ')],
    ['aliases', `a: &a b\nc: [${Array(70_000).fill('*a').join()}]`],
    ['cron expressions', `jobs: { clear-expired-notices: { cron: '${times('1 ').slice(0, -100)}' } }`],
    ['documents', times('---\n')],
    ['one key over and over', times('a: 1\n')],
    ['texts of no line', times('a: |\n')],
    ['a key of a megabyte', times('a')],
    ['a value of a megabyte', `a: ${times('b')}`],
    ['a comment of a megabyte', `# ${times('webhook')}\n:`],
    ['references', `envFile: "${times('${')}"`],
    ['many small keys', Array.from({ length: 70_000 }, (_, index) => `k${index}: 1`).join('\n')],
  ])('is refused in a few seconds: %s', (_name, text) => {
    const before = process.cpuUsage()
    const { config, problems } = check(text)
    expect(config).toBeUndefined()
    expect(problems.length).toBeGreaterThan(0)
    // Of the processor, not of the clock: other tests may run beside this one.
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000)
  })

  it('says how deep is too deep', () => {
    expect(check('['.repeat(10_000)).problems[0]!.message).toBe('the file is nested more than 50 levels deep')
  })

  it('has aliases that stand for aliases', () => {
    const levels = 'abcdefghi'.split('').map((name, index, names) => {
      const items = Array(9).fill(index ? `*${names[index - 1]}` : 'x')
      return `${name}: &${name} [${items.join(',')}]`
    })
    const { problems } = check(levels.join('\n'))
    expect(problems).toMatchObject([{ message: 'the file stands for more than 50000 values' }])
  })

  it('does not reach the prototype of anything', () => {
    check('__proto__: { polluted: 1 }\njobs:\n  __proto__: { polluted: 1 }\n')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('has thousands of jobs at one time', () => {
    const jobs = Array.from(
      { length: 3_000 },
      (_, n) => `  j${n}: { job: clear-expired-notices, at: '09:00', after: j${n + 1} }`,
    )
    expect(check(`jobs:\n${jobs.join('\n')}`).problems.length).toBeGreaterThan(0)
  })
})

it('finds the files it names beside it, whatever the current folder', () => {
  const file = temporaryFile(`${BASE}envFile: secrets/school.env\n`)
  mkdirSync(path.join(path.dirname(file), 'secrets'))
  const { config } = load(file)
  expect(config).toMatchObject({
    file,
    database: { file: path.join(path.dirname(file), 'school.db') },
    alsoRead: [path.join(path.dirname(file), 'secrets', 'school.env')],
  })
})
