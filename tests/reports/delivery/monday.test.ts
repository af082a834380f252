import { expect, it } from 'vitest'
import type { Item } from '../../../src/outbox/item.ts'
import { type MailServer, mailServer, no } from '../../mail/server.ts'
import { TestSchool } from '../../school.ts'

/**
 * What was asked for, word for word: every Monday morning, mail the deputy head the list of all pupils with one or
 * more unexplained absences for the past week.
 */
const JOB = `  monday-absences:
    job: report
    report: unexplained-absences
    cycle: [mon]
    at: '07:30'
    to: Deputy head`

const REST = (port: number, more = '') => `mail:
  from: Test School <office@school.example>
  smtp: { host: 127.0.0.1, port: ${port}, security: none }
calendar:
  terms: [{ name: Autumn 2026, from: 2026-09-02, to: 2026-12-18 }]
${more}`

/** Ada has no reason for two sessions of last week, Ben for one of the week before, Cyd came late. */
async function furnish(school: TestSchool): Promise<TestSchool> {
  const [ada, ben, cyd] = [await school.pupil('Ada'), await school.pupil('Ben'), await school.pupil('Cyd')]
  for (const [pupil, date, part, code] of [
    [ada, '2026-11-18', 'AM', 'N'],
    [ada, '2026-11-20', 'PM', 'N'],
    [ben, '2026-11-13', 'AM', 'N'],
    [cyd, '2026-11-17', 'AM', 'L'],
  ] as const) {
    const session_id = await school.add('session', { date, part })
    await school.add('mark', { pupil_id: pupil, date, session_id, code })
  }
  await member(school, 'GRA', 'Deputy Head', 'grace@school.example')
  return school
}

const member = (
  school: TestSchool,
  staff_code: string,
  role: string | null,
  email: string | null,
  row = {},
) => school.add('staff', { staff_code, surname: 'Hopper', forename: 'Grace', role, email, ...row })

async function open(server: { port: number }, now: string, job = JOB, more = ''): Promise<TestSchool> {
  return furnish(await TestSchool.open(job, { now, rest: REST(server.port, more) }))
}

const reports = ({ arrived }: MailServer) => arrived.map(({ to, mail }) => `${to} ${mail.subject}`)
const items = (school: TestSchool) => school.rows<Item>('auto_outbox')

it('goes to the deputy head on Monday at 07:30, once, with those whom it is about', async () => {
  const server = await mailServer()
  const school = await open(server, '2026-11-22 18:00')
  await school.tick()
  await school.tick('2026-11-23 07:29')
  expect(server.arrived).toEqual([])
  await school.tick('2026-11-23 07:30')
  expect(reports(server)).toEqual([
    'grace@school.example Unexplained absences, Monday 16 to Sunday 22 November 2026',
  ])
  const [{ mail }] = server.arrived as [(typeof server.arrived)[0]]
  for (const words of [mail.text, mail.html]) {
    expect(words).toContain('Ada')
    expect(words).not.toMatch(/Ben|Cyd/)
  }
  await school.tickUntil('2026-11-23 07:40')
  await school.tick('2026-11-24 07:30')
  expect(server.arrived).toHaveLength(1)
  expect(await school.slotStates('monday-absences')).toEqual(['2026-11-23T07:30 done'])
})

it('comes on Tuesday, for the same week, when the server was off all Monday', async () => {
  const server = await mailServer()
  const school = await open(server, '2026-11-22 18:00')
  await school.tick()
  await school.tick('2026-11-24 09:10')
  expect(reports(server)).toEqual([
    'grace@school.example Unexplained absences, Monday 16 to Sunday 22 November 2026',
  ])
})

it('covers the week it was meant for when it is later than the next one', async () => {
  const server = await mailServer()
  const school = await open(server, '2026-11-22 18:00', `${JOB}\n    missed: all\n    within: 14d`)
  await school.tick()
  await school.tickUntil('2026-11-22 18:00')
  school.at('2026-12-01 10:00')
  await school.tickUntil('2026-12-01 10:03')
  expect(reports(server).map((one) => one.replace(/.*absences, /, ''))).toEqual([
    'Monday 16 to Sunday 22 November 2026',
    'Monday 23 to Sunday 29 November 2026',
  ])
})

it('comes on the next school day when Monday is a bank holiday', async () => {
  const server = await mailServer()
  const holiday = '  holidays: [{ name: Bank holiday, on: 2026-11-23 }]'
  const school = await open(server, '2026-11-22 18:00', JOB, holiday)
  await school.tick()
  await school.tick('2026-11-23 07:30')
  expect(server.arrived).toEqual([])
  await school.tick('2026-11-24 07:30')
  expect(reports(server)).toEqual([
    'grace@school.example Unexplained absences, Monday 16 to Sunday 22 November 2026',
  ])
})

it('reaches four of five when the server refuses one: that one is recorded and told', async () => {
  const server = await mailServer({
    onRcpt: (address) => {
      if (address.startsWith('c@')) throw no(550, '5.1.1 no such user c@school.example')
    },
  })
  const five = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@school.example`)
  const school = await open(server, '2026-11-22 18:00', JOB.replace('Deputy head', `[${five.join(', ')}]`))
  await school.tick()
  const { out } = await school.tick('2026-11-23 07:30')
  expect(server.arrived.flatMap(({ to }) => to).sort()).toEqual(five.filter((one) => !one.startsWith('c')))
  expect(out).toContain('mails: 4 sent, 1 refused')
  expect(out).toMatch(/! 1 mail of monday-absences did not go out: .*550 5\.1\.1 no such mailbox/)
  expect(out).not.toContain('c@')
  const failed = (await items(school)).filter(({ state }) => state === 'failed')
  expect(failed.map(({ recipient }) => recipient)).toEqual(['c@school.example'])
  expect((await school.run('outbox', 'list')).out).toMatch(/mail\s+failed\s+Unexplained absences/)
  await school.tickUntil('2026-11-23 07:35')
  expect(server.arrived).toHaveLength(4)
})

it('waits for a mail server that is down for an hour, and is sent as it was made', async () => {
  const down = { is: true }
  const server = await mailServer({
    onConnect: () => {
      if (down.is) throw no(421, 'going down')
    },
  })
  const school = await open(server, '2026-11-22 18:00')
  await school.tick()
  const { out } = await school.tick('2026-11-23 07:30')
  expect(out).toContain('monday-absences')
  expect(server.arrived).toEqual([])
  await school.with((db) => db.run(db.sql('mark').delete()))
  await school.tick('2026-11-23 08:00')
  down.is = false
  await school.tick('2026-11-23 08:35')
  expect(reports(server)).toHaveLength(1)
  expect(server.arrived[0]?.mail.text).toContain('Ada')
})

it('is not sent without its attachment: where that cannot be made nothing goes, and somebody is told', async () => {
  const server = await mailServer()
  const school = await open(server, '2026-11-22 18:00', `${JOB}\n    attach: [csv]`)
  await school.tick()
  let asked = 0
  school.world = {
    onStatement: (sql) => {
      if (!/^select .*[`[]mark[`\]]/.test(sql)) return
      asked += 1
      // First its rows are counted; then comes the file.
      if (asked === 2) throw new Error('The disk is broken.')
    },
  }
  const { out } = await school.tick('2026-11-23 07:30')
  expect(asked).toBe(2)
  expect(out).toMatch(/! monday-absences: failed, .*The disk is broken/)
  expect({ items: await items(school), sent: await school.rows('auto_report_sent') }).toEqual({
    items: [],
    sent: [],
  })
  school.world = {}
  await school.run('report', 'send', 'monday-absences')
  const [{ mail }] = server.arrived as [(typeof server.arrived)[0]]
  expect(mail.attachments.map(({ filename }) => filename)).toEqual([
    'Unexplained absences 2026-11-16 to 2026-11-22.csv',
  ])
  expect(mail.attachments[0]?.content.toString()).toContain('Ada')
})

it('survives a mail server that is down over a weekend; after a week it is too late, and that is told', async () => {
  const server = await mailServer({
    onConnect: () => {
      throw no(421, 'going down')
    },
  })
  const school = await open(server, '2026-11-22 18:00', JOB.replace('[mon]', '[fri]'))
  await school.tick()
  await school.tick('2026-11-27 07:30')
  await school.tick('2026-11-30 08:00')
  expect((await items(school)).map(({ state }) => state)).toEqual(['queued'])
  const { out } = await school.tick('2026-12-04 07:31')
  expect(out).toContain('! 1 mail of monday-absences did not go out: It was too late to be of use.')
})
