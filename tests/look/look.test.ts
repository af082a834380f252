import { readFileSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import { fileBeside } from '../../src/beside.ts'
import type { Row } from '../../src/db/database.ts'
import { own } from '../../src/db/migrations/index.ts'
import type { Note } from '../../src/runner/note.ts'
import { SERVER } from '../database.ts'
import { MONDAY, REGISTERS, ScanSchool, scanRow } from '../scan/school.ts'
import type { TestSchool } from '../school.ts'

const SCANS = 'pupil-scan'
const MAIL = 'mail: { from: Office <office@example.org>, folder: mail }'
const moment = (time: string) => `${MONDAY}T${time}:00.000Z`

/** Pupil scan runs every minute; a whole tick has been at 08:00, and others since. */
async function morning(until = '08:01'): Promise<TestSchool> {
  const { school } = await ScanSchool.open({ now: `${MONDAY} 08:00` })
  await school.tickUntil(`${MONDAY} ${until}`)
  return school
}

/** A tick, and whether it was only a look: a whole one asks which jobs there are. */
async function tick(
  school: TestSchool,
  time: string,
): Promise<{ looked: boolean; sent: string[]; code: number }> {
  const sent: string[] = []
  const before = school.world.onStatement
  school.world = { ...school.world, onStatement: (sql) => sent.push(sql) }
  const { code } = await school.tick(`${MONDAY} ${time}`)
  school.world = { ...school.world, onStatement: before }
  return { looked: !sent.some((sql) => sql.includes(school.database.named(own('schedule')))), sent, code }
}

const noteOf = (school: TestSchool): Note => JSON.parse(readFileSync(noteFile(school.file), 'utf8'))

describe('a tick in which nothing is waiting', () => {
  test('is a look: few statements, one more on the counter, and no run', async () => {
    const school = await morning()
    const { looked, sent, code } = await tick(school, '08:02')
    expect({ looked, code }).toEqual({ looked: true, code: 0 })
    expect(sent.length).toBeLessThanOrEqual(6)
    expect(await school.rows(own('quiet'))).toEqual([
      { job: SCANS, day: MONDAY, looks: 3, last_at: moment('08:02') },
    ])
    expect(await school.rows(own('job'), { job: SCANS })).toMatchObject([
      { handled_through: moment('08:02') },
    ])
    expect(await school.runs(SCANS)).toEqual([])
  })

  test('is a whole one every five minutes', async () => {
    const school = await morning('08:00')
    const looks: boolean[] = []
    for (const minute of [1, 2, 3, 4, 5, 6]) looks.push((await tick(school, `08:0${minute}`)).looked)
    expect(looks).toEqual([true, true, true, true, false, true])
  })

  test('counts as many looks, and leaves as much behind, as whole ticks would', async () => {
    const [one, other] = [await morning('08:00'), await morning('08:00')]
    other.world = { looked: true }
    for (const school of [one, other]) {
      for (let minute = 1; minute <= 12; minute++) {
        if (minute === 7) await school.add('scan', scanRow('e7', 'A', '08:07'))
        await school.tick(`${MONDAY} 08:${String(minute).padStart(2, '0')}`)
      }
    }
    const state = async (school: TestSchool) => ({
      quiet: await school.rows(own('quiet')),
      job: await school.rows(own('job')),
      slots: await school.slotStates(),
      outcomes: (await school.rows(own('scan_outcome'))).length,
      events: (await school.rows(own('event'))).length,
    })
    expect(await state(one)).toEqual(await state(other))
    expect((await state(one)).outcomes).toBe(1)
  })

  test('twice in one minute counts once', async () => {
    const school = await morning()
    await tick(school, '08:02')
    expect((await tick(school, '08:02:30')).looked).toBe(true)
    expect(await school.rows(own('quiet'))).toMatchObject([{ looks: 3 }])
  })

  test('on two hosts in one minute counts once', async () => {
    const school = await morning()
    const note = readFileSync(noteFile(school.file))
    await tick(school, '08:02')
    writeFileSync(noteFile(school.file), note)
    utimesSync(noteFile(school.file), school.now / 1000 - 60, school.now / 1000 - 60)
    expect((await tick(school, '08:02:01')).looked).toBe(true)
    expect(await school.rows(own('quiet'))).toMatchObject([{ looks: 3 }])
  })

  test('is no silence of the host', async () => {
    const school = await morning()
    await school.tickUntil(`${MONDAY} 08:20`)
    expect((await school.rows(own('event'))).filter(({ kind }) => kind === 'host-off')).toEqual([])
  })

  test('finds what has come, and the whole tick runs the job in the same minute', async () => {
    const school = await morning()
    await school.add('scan', scanRow('e1', 'A', '08:02'))
    expect((await tick(school, '08:02')).looked).toBe(false)
    expect(await school.slotStates(SCANS)).toEqual([`${MONDAY}T08:02Z done`])
  })

  test('may be the first of its day, which no whole tick has counted', async () => {
    const { school } = await ScanSchool.open({
      now: `${MONDAY} 08:00`,
      settings: `every: 1m\nbetween: 08:02-09:00\n${REGISTERS}`,
    })
    await school.tick()
    expect(await school.rows(own('quiet'))).toEqual([])
    for (const minute of [1, 2, 3]) await tick(school, `08:0${minute}`)
    expect(await school.rows(own('quiet'))).toMatchObject([{ looks: 2, last_at: moment('08:03') }])
  })

  test('does not ask for a job that is not due', async () => {
    const { school } = await ScanSchool.open({ now: `${MONDAY} 08:00`, settings: `every: 2m\n${REGISTERS}` })
    await school.tick()
    await school.add('scan', scanRow('e1', 'A', '08:00'))
    expect((await tick(school, '08:01')).sent).toEqual([])
    expect((await tick(school, '08:02')).looked).toBe(false)
  })
})

describe('a look is followed by a whole tick when', () => {
  let school: TestSchool

  beforeEach(async () => {
    school = await morning()
  })

  const alert = { subject: 'x', message: 'x', daily: 0, opened_at: moment('08:01') }
  const item = {
    kind: 'mail',
    reference: 'r1',
    queued_by: 'Test',
    title: 'x',
    recipient: 'a@example.org',
    content: '{}',
    state: 'queued',
    state_at: moment('08:00'),
    queued_at: moment('08:00'),
    due_at: moment('08:01'),
    tries: 0,
  }
  const events: [string, () => Promise<unknown>][] = [
    ['another run is under way', () => lease()],
    ['a slot waits to be tried again', () => slot()],
    ['another host has run something', () => school.run(SCANS)],
    ['an alert has not been told', () => school.add(own('alert'), alert)],
    [
      'the end of an alert has not been told',
      () => school.add(own('alert'), { ...alert, told_at: moment('08:01'), closed_at: moment('08:01') }),
    ],
    [
      'words wait for the webhook',
      () =>
        school.add(own('post'), {
          words: 'x',
          tries: 0,
          next_try_at: moment('08:02'),
          given_up_at: moment('09:00'),
        }),
    ],
    ['somebody has paused one of the jobs', () => paused(SCANS)],
    ['somebody has paused all', () => paused('')],
    ['a newer version has changed the tables', () => migrated()],
  ]

  /** As from another computer: this host's note knows nothing of it. */
  const paused = (job: string) =>
    school.add(own('pause'), {
      job,
      since: moment('08:02'),
      until: moment('08:30'),
      person: 'ada',
      why: null,
    })

  const lease = () =>
    school.with(async (db) => {
      const id = await db.insert(own('run'), runRow())
      await db.run(
        db.sql(own('lease')).insert({
          job: 'refresh-all-years',
          token: 't',
          run_id: id,
          host: 'elsewhere',
          boot: 'a b',
          pid: 1,
          expires_at: moment('23:00'),
        }),
      )
    })
  const runRow = (): Row => ({
    job: 'refresh-all-years',
    token: 't',
    attempt: 1,
    state: 'running',
    started_by: 'schedule',
    started_at: moment('08:01'),
    host: 'elsewhere',
    pid: 1,
  })
  const slot = () =>
    school.add(own('slot'), {
      job: SCANS,
      slot: `${MONDAY}T08:01Z`,
      due_at: moment('08:01'),
      state: 'pending',
      attempts: 1,
      retry_at: moment('08:09'),
      others: 0,
      decided_at: moment('08:01'),
    })
  const migrated = () => {
    // On a server the next school has the same tables.
    onTestFinished(async () => {
      await school.remove(own('migration'), { version: 999 })
    })
    return school.add(own('migration'), { version: 999, name: 'x', applied_at: moment('08:01') })
  }

  test.each(events)('%s', async (_what, happen) => {
    expect((await tick(school, '08:02')).looked).toBe(true)
    await happen()
    expect((await tick(school, '08:03')).looked).toBe(false)
  })

  test('the database is that of a backup', async () => {
    await school.run(SCANS)
    await school.tick(`${MONDAY} 08:02`)
    expect((await tick(school, '08:03')).looked).toBe(true)
    await school.remove(own('run'))
    expect((await tick(school, '08:04')).looked).toBe(false)
  })

  test('a mail is due, and none that may go later', async () => {
    const scans = await ScanSchool.open({ now: `${MONDAY} 08:00`, rest: `\n${MAIL}` })
    await scans.school.tick()
    await scans.school.add(own('outbox'), { ...item, due_at: moment('09:00') })
    expect((await tick(scans.school, '08:01')).looked).toBe(true)
    await scans.school.add(own('outbox'), { ...item, reference: 'r2' })
    expect((await tick(scans.school, '08:02')).looked).toBe(false)
  })
})

describe('what a whole tick has prepared is not believed when', () => {
  let school: TestSchool

  beforeEach(async () => {
    school = await morning()
    expect((await tick(school, '08:02')).looked).toBe(true)
  })

  const changed = (change: (note: Note) => void) => {
    const note = noteOf(school)
    change(note)
    writeFileSync(noteFile(school.file), JSON.stringify(note))
    utimesSync(noteFile(school.file), school.now / 1000, school.now / 1000)
  }

  test('the config has changed', async () => {
    writeFileSync(school.file, `${readFileSync(school.file, 'utf8')}\n# changed\n`)
    expect((await tick(school, '08:03')).looked).toBe(false)
  })

  test('it is from another version', async () => {
    changed((note) => {
      note.version = '0.0.1'
    })
    expect((await tick(school, '08:03')).looked).toBe(false)
  })

  test('another account has prepared it', async () => {
    changed((note) => {
      note.look!.account = 'somebody'
    })
    expect((await tick(school, '08:03')).looked).toBe(false)
  })

  test('the clock was put back', async () => {
    school.at(`${MONDAY} 07:30`)
    expect((await tick(school, '07:30')).looked).toBe(false)
  })

  test('the host was off for three minutes', async () => {
    expect((await tick(school, '08:05')).looked).toBe(false)
  })

  test('the database’s clock has moved', async () => {
    school.clockError = 3000
    expect((await tick(school, '08:03')).looked).toBe(false)
  })

  test('a statement in it cannot be carried out', async () => {
    changed((note) => {
      note.look!.jobs[0]!.waiting.text = 'select nothing from nowhere'
    })
    expect((await tick(school, '08:03')).looked).toBe(false)
    expect(await school.rows(own('quiet'))).toMatchObject([{ looks: 4 }])
  })

  test('half of it is missing', async () => {
    const text = readFileSync(noteFile(school.file), 'utf8')
    writeFileSync(noteFile(school.file), text.slice(0, text.length / 2))
    expect((await tick(school, '08:03')).looked).toBe(false)
  })
})

test('a day is not looked at with the date of the one before', async () => {
  const { school } = await ScanSchool.open({
    now: `${MONDAY} 23:57`,
    settings: `days: all\n${REGISTERS}`,
  })
  await school.tick()
  expect((await tick(school, '23:58')).looked).toBe(true)
  expect((await tick(school, '23:59')).looked).toBe(true)
  school.at('2026-11-24 00:00')
  const before = (await school.rows(own('quiet'))).length
  await school.tick()
  expect((await school.rows(own('quiet'))).length).toBe(before + 1)
})

test('what comes from the env file is read anew, and its change is noticed', async () => {
  const { school } = await ScanSchool.open({ now: `${MONDAY} 08:00` })
  const env = path.join(school.folder, 'secrets.env')
  writeFileSync(env, 'PLACE=x\n')
  writeFileSync(school.file, `${readFileSync(school.file, 'utf8')}\nenvFile: secrets.env\n`)
  await school.tick()
  expect((await tick(school, '08:01')).looked).toBe(true)
  writeFileSync(env, 'PLACE=another\n')
  expect((await tick(school, '08:02')).looked).toBe(false)
})

// The place of a server is in the environment: such a config is read each time.
test.skipIf(SERVER)(
  'a whole tick goes by the config that was kept, and by the file as soon as that is another one',
  async () => {
    const { school } = await ScanSchool.open({ now: `${MONDAY} 08:00` })
    await school.tick()
    const kept = fileBeside(school.file, 'checked.json')
    const [head, said] = readFileSync(kept, 'utf8').split('\n')
    const changed = JSON.parse(said!) as { jobs: { id: string; fields: object }[] }
    for (const { id, fields } of changed.jobs) if (id === SCANS) Object.assign(fields, { shadow: true })
    writeFileSync(kept, `${head}\n${JSON.stringify(changed)}\n`)
    await school.add('scan', scanRow('e1', 'A', '08:01'))
    await school.tick(`${MONDAY} 08:01`)
    expect(await school.runs(SCANS)).toMatchObject([{ shadow: 1 }])
    writeFileSync(school.file, `${readFileSync(school.file, 'utf8')}\n# changed\n`)
    await school.tick(`${MONDAY} 08:02`)
    expect((await school.runs(SCANS)).at(-1)).toMatchObject({ shadow: null })
  },
)
