import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { own } from '../../src/db/migrations/index.ts'
import type { ReadyMail } from '../../src/mail/message.ts'
import { printContent } from '../../src/print/content.ts'
import { CupsSpooler } from '../../src/print/cups.ts'
import { testPage } from '../../src/print/test-page.ts'
import { mailServer } from '../mail/server.ts'
import { carryingSchool, itemsOf, keep, wholeTick } from '../outbox/carried.ts'
import { itemRow } from '../outbox/item-row.ts'
import type { TestSchool } from '../school.ts'
import { cups, TestCups } from './cups.ts'

const PDF = Buffer.from('%PDF-1.4 the report')
const PRINT = 'print: { printer: office }'

interface Wanted {
  printer?: string
  copies?: number
  sides?: 'one' | 'long-edge' | 'short-edge'
  fallback?: { to: string; mail: ReadyMail }
}

async function put(school: TestSchool, reference: string, wanted: Wanted = {}, row: object = {}) {
  const { printer = 'office', copies = 1, sides = 'one', fallback } = wanted
  const file = await keep(school, Buffer.concat([PDF, Buffer.from(` ${reference}`)]))
  const content = printContent({ printer, copies, sides, file, ...(fallback ? { fallback } : {}) })
  const title = 'Unexplained absences'
  await school.add(
    'auto_outbox',
    itemRow(reference, school.now, { kind: 'print', recipient: printer, title, content, ...row }),
  )
}

describe.skipIf(!cups)('with a real CUPS', () => {
  const spooler = new CupsSpooler()
  let server: TestCups

  beforeAll(async () => {
    server = await new TestCups().start()
    server.addPrinter('office')
    server.addPrinter('library')
  })
  afterAll(async () => {
    await server.stop()
    server.remove()
  })
  beforeEach(() => server.clear())

  /** The titles of all that the printer was ever given: it prints in order, so that another one tells when that is over. */
  const printedBefore = async () => {
    const order = {
      printer: 'office',
      copies: 1,
      sides: 'one',
      name: 'last',
      title: 'Last',
      bytes: PDF,
    } as const
    await spooler.print(order)
    for (;;) {
      const titles = (await server.printed(1)).map(({ title }) => title)
      if (titles.includes('Last (last)')) return titles.filter((title) => title !== 'Last (last)')
    }
  }

  describe('a print', () => {
    test('arrives as it is, as often and on as many sides as was wanted, under a title that names nobody', async () => {
      const school = await carryingSchool(PRINT)
      await put(school, 'p-1', { copies: 3, sides: 'long-edge' })
      await put(school, 'p-2', { sides: 'short-edge' })
      await put(school, 'p-3')
      expect(await wholeTick(school)).toMatchObject({ code: 0, out: 'prints: 3 sent\n' })
      const printed = (await server.printed(3)).sort((a, b) => (a.title < b.title ? -1 : 1))
      expect(printed.map(({ title }) => title)).toEqual(
        ['p-1', 'p-2', 'p-3'].map((reference) => `Unexplained absences (${reference})`),
      )
      expect(String(printed[0]!.bytes)).toBe('%PDF-1.4 the report p-1')
      expect(printed.map(({ copies }) => copies)).toEqual(['3', '1', '1'])
      expect(printed.map(({ options }) => /sides=(\S+)/.exec(options)?.[1])).toEqual([
        'two-sided-long-edge',
        'two-sided-short-edge',
        'one-sided',
      ])
      expect(await itemsOf(school)).toMatchObject(
        Array(3).fill({
          state: 'sent',
          provider: 'cups',
          provider_id: expect.stringMatching(/^office-\d+$/),
        }),
      )
    })

    test('of many pages comes whole', async () => {
      const bytes = Buffer.concat([PDF, Buffer.alloc(5_000_000, 'pages ')])
      const order = { printer: 'office', copies: 1, sides: 'one', name: 'p-1', title: 'Long', bytes } as const
      expect(await spooler.print(order)).toMatchObject({ kind: 'accepted' })
      expect((await server.printed(1))[0]!.bytes.equals(bytes)).toBe(true)
    })

    test('for a printer that does not exist is refused, with those that do', async () => {
      const school = await carryingSchool(PRINT)
      await put(school, 'p-1', { printer: 'ofice' })
      await put(school, 'p-2', { printer: '-h/etc/passwd; rm' })
      await wholeTick(school)
      expect((await itemsOf(school)).map(({ state, reason }) => `${state}: ${reason}`)).toEqual([
        'failed: There is no printer ofice. Did you mean office? This computer has: library, office.',
        'failed: There is no printer -h/etc/passwd; rm. This computer has: library, office.',
      ])
    })

    test.each([
      ['stopped', 'cupsdisable', 'cupsenable', 'is stopped, and would keep it for later (no paper)'],
      ['rejecting', 'cupsreject', 'cupsaccept', 'takes no orders (no paper)'],
    ])(
      'for a printer that is %s waits, says so, and is printed when it works again',
      async (_state, off, on, words) => {
        const school = await carryingSchool(PRINT)
        server.admin(off, '-r', 'no paper', 'office')
        await put(school, 'p-1')
        await put(school, 'p-2', { printer: 'library' })
        await wholeTick(school)
        expect(await itemsOf(school)).toMatchObject([
          { state: 'queued', reason: `The printer office ${words}.` },
          { state: 'sent' },
        ])
        server.admin(on, 'office')
        await wholeTick(school, '2026-11-23 12:05')
        expect((await itemsOf(school)).map(({ state }) => state)).toEqual(['sent', 'sent'])
        expect(await server.printed(2)).toHaveLength(2)
      },
    )
  })

  describe('in the place of what cannot be printed', () => {
    const fallback = {
      to: 'head@school.example',
      mail: { subject: 'Unexplained absences', text: 'It could not be printed.\n' },
    }
    const config = (port: number) => `print: { printer: office, fallback: head@school.example }
mail:
  from: Test School <office@school.example>
  smtp: { host: 127.0.0.1, port: ${port}, security: none }`

    test.each([
      ['does not exist', 'attic', () => {}, () => {}],
      [
        'is stopped',
        'office',
        () => server.admin('cupsdisable', 'office'),
        () => server.admin('cupsenable', 'office'),
      ],
      [
        'takes no orders',
        'office',
        () => server.admin('cupsreject', 'office'),
        () => server.admin('cupsaccept', 'office'),
      ],
    ])('a mail goes at once, once, where the printer %s', async (_how, printer, off, on) => {
      const mails = await mailServer()
      const school = await carryingSchool(config(mails.port))
      off()
      await put(school, 'p-1', { printer, fallback })
      await wholeTick(school)
      await wholeTick(school, '2026-11-23 12:01')
      on()
      await wholeTick(school, '2026-11-23 12:02')
      expect(await itemsOf(school)).toMatchObject([
        { kind: 'print', state: 'failed' },
        { kind: 'mail', reference: 'p-1-mail', title: 'Unexplained absences, not printed', state: 'sent' },
      ])
      expect(mails.arrived.map(({ to, mail }) => `${to}: ${mail.subject}`)).toEqual([
        'head@school.example: Unexplained absences',
      ])
      expect((await school.run('outbox', 'show', '1')).out).toMatch(/Instead +item 2, mail, sent/)
      expect(await printedBefore()).toEqual([])
    })

    test('a mail goes when it has become too late to print it', async () => {
      const school = await carryingSchool(config(1))
      await put(school, 'p-1', { fallback }, { not_after: '2026-11-23T11:00:00.000Z' })
      await wholeTick(school)
      expect(await itemsOf(school)).toMatchObject([
        { kind: 'print', state: 'expired' },
        { kind: 'mail', reference: 'p-1-mail' },
      ])
    })

    test('no mail goes for what was printed, is withdrawn, or a person has decided about', async () => {
      const school = await carryingSchool(config(1))
      await put(school, 'p-1', { fallback })
      await put(school, 'p-2', { fallback }, { state: 'unknown' })
      await put(school, 'p-3', { fallback }, { state: 'unknown' })
      await wholeTick(school)
      await school.run('print', 'resolve', '2', '--not-sent')
      await school.run('print', 'resolve', '3', '--again')
      expect(
        (await itemsOf(school)).map(({ kind, reference, state }) => `${kind} ${reference} ${state}`),
      ).toEqual(['print p-1 sent', 'print p-2 failed', 'print p-3 failed', 'print p-3-2 sent'])
    })
  })

  describe('of what nobody knows whether it was printed', () => {
    const left = { state: 'sending', token: 'dead', sending_at: '2026-11-23T11:00:00.000Z', tries: 1 }

    test('what CUPS has counts as printed, and nothing is printed twice', async () => {
      const school = await carryingSchool(PRINT)
      await put(school, 'p-1')
      await wholeTick(school)
      await server.putAway()
      await school.with((db) => db.run(db.sql('auto_outbox').update({ ...left, provider_id: null })))
      await put(school, 'p-2', {}, left)
      await put(school, 'p-11', {}, left)
      await wholeTick(school, '2026-11-23 12:05')
      expect((await itemsOf(school)).map(({ reference, state }) => `${reference} ${state}`)).toEqual([
        'p-1 sent',
        'p-2 unknown',
        'p-11 unknown',
      ])
      expect(await printedBefore()).toEqual(['Unexplained absences (p-1)'])
    })

    test('what somebody has cancelled is left to a person', async () => {
      server.admin('cupsdisable', 'office')
      const order = {
        printer: 'office',
        copies: 1,
        sides: 'one',
        name: 'p-1',
        title: 'A',
        bytes: PDF,
      } as const
      await spooler.print(order)
      expect(await spooler.lookUp(order)).toMatchObject({ kind: 'accepted' })
      server.admin('cancel', 'office')
      expect(await spooler.lookUp(order)).toBe('not found')
      server.admin('cupsenable', 'office')
    })

    test('an order that CUPS was handed without its pages is not printed, and does not count', async () => {
      const order = {
        printer: 'office',
        copies: 1,
        sides: 'one',
        name: 'p-1',
        title: 'A',
        bytes: PDF,
      } as const
      server.signal('SIGSTOP')
      const verdict = await new CupsSpooler(500).print(order)
      server.signal('SIGCONT')
      expect(verdict).toEqual({
        kind: 'doubtful',
        reason: 'The spooler did not answer after the pages had been handed over.',
      })
      expect(await spooler.lookUp(order)).toBe('not found')
      expect(await printedBefore()).toEqual([])
    })
  })

  test('without its server all prints wait, and people are told', async () => {
    const school = await carryingSchool(PRINT)
    await put(school, 'p-1')
    await put(school, 'p-2')
    const { CUPS_SERVER } = process.env
    process.env.CUPS_SERVER = path.join(server.folder, 'nobody')
    try {
      expect((await wholeTick(school)).code).toBe(1)
    } finally {
      process.env.CUPS_SERVER = CUPS_SERVER
    }
    const reason = 'CUPS is not running on this computer: systemctl status cups says why.'
    expect((await itemsOf(school)).map((item) => item.state)).toEqual(['queued', 'queued'])
    expect((await school.alerts())[0]?.message).toContain(`No prints can be sent at present: ${reason}`)
    await wholeTick(school, '2026-11-23 12:05')
    expect((await itemsOf(school)).map((item) => item.state)).toEqual(['sent', 'sent'])
  })

  test('without its commands it says which package is missing', async () => {
    const { PATH } = process.env
    process.env.PATH = '/nowhere'
    try {
      await expect(spooler.printers()).rejects.toThrow('CUPS is not installed on this computer')
    } finally {
      process.env.PATH = PATH
    }
  })

  describe('print test', () => {
    test('prints a page on the usual printer, and says what the spooler called it', async () => {
      const school = await carryingSchool(PRINT)
      const { code, out, err } = await school.run('print', 'test')
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toMatch(
        /^prints: 1 sent\nSent: the spooler has taken it, as office-\d+\.\nNo program can know whether a page came out\. If none does, see lpstat -p office, and the printer itself\.\n$/,
      )
      const [page] = await server.printed(1)
      expect(String(page?.bytes.subarray(0, 5))).toBe('%PDF-')
      expect(await school.rows(own('audit'))).toMatchObject([
        { command: 'print test', detail: 'Item 1, print.' },
      ])
    })

    test('prints on the printer that is named', async () => {
      const school = await carryingSchool(PRINT)
      expect((await school.run('print', 'test', 'library')).out).toContain('as library-')
    })

    test('says which printers there are, where it is none of them', async () => {
      const school = await carryingSchool(PRINT)
      expect(await school.run('print', 'test', 'libary')).toMatchObject({
        code: 2,
        err: 'There is no printer libary. Did you mean library? This computer has: library, office.\n',
      })
      expect(await itemsOf(school)).toEqual([])
    })

    test('says that the printer is stopped, and tries it again', async () => {
      const school = await carryingSchool(PRINT)
      server.admin('cupsdisable', '-r', 'jammed', 'office')
      const { code, out } = await school.run('print', 'test')
      server.admin('cupsenable', 'office')
      expect(code).toBe(1)
      expect(out).toContain(
        'Not printed yet. The printer office is stopped, and would keep it for later (jammed).',
      )
      expect((await school.run('print', 'queue')).out).toMatch(
        /1 +queued .* office +Test page +The printer office is/,
      )
    })

    test('wants a section print, and a printer', async () => {
      expect(await (await carryingSchool()).run('print', 'test')).toMatchObject({
        code: 2,
        err: 'The config has no section print: add print: { printer: NAME }.\n',
      })
      expect((await (await carryingSchool('print: {}')).run('print', 'test')).err).toContain('Which printer?')
    })
  })

  test('print printers lists them with their state', async () => {
    const school = await carryingSchool(PRINT)
    server.admin('cupsreject', '-r', 'sold', 'library')
    const { out } = await school.run('print', 'printers')
    server.admin('cupsaccept', 'library')
    expect(out).toBe('Printer  State      \nlibrary  rejecting  sold\noffice   ready\n'.replace(/ +$/gm, ''))
  })
})

const hasPoppler = ['/usr/bin/pdftotext', '/usr/local/bin/pdftotext'].some((file) => existsSync(file))

test.skipIf(!hasPoppler)(
  'the page that a printer is tried with is one page, and says what it is',
  async () => {
    const page = await testPage({
      ...{ school: 'Ysgol Tŷ Gŵyr', printer: 'office', person: 'ada' },
      at: 'Mon 2026-11-23 12:00',
    })
    const { stdout } = spawnSync('pdftotext', ['-layout', '-', '-'], { input: page, encoding: 'utf8' })
    expect(stdout).toContain('Ysgol Tŷ Gŵyr')
    expect(stdout).toContain('office')
    expect(stdout.split('\f')).toHaveLength(2)
  },
)
