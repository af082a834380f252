import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { embeddedOnly } from '../database.ts'
import { onServer, silentServer } from './silent-server.ts'
import { QUIET, Trust } from './trust.ts'

embeddedOnly('these schools are files beside each other')

/** Ashton is well; the other ones are not. */
async function trust(): Promise<Trust> {
  const here = await Trust.open({ ashton: QUIET, briar: QUIET, cedar: QUIET, dunmore: QUIET })
  await here.tickAt('2026-11-23T12:00:00Z')
  here.write('briar', 'school: { name: Briar }\njobs: [\n')
  here.write('cedar', `school: { name: Cedar }\ndatabase: { type: sqlite, file: none.db }\njobs:\n${QUIET}\n`)
  // It has ticked for the last time an hour before.
  here.add('elm', QUIET)
  here.now = '2026-11-23T11:00:00Z'
  await here.start(['run-due', '--config', here.fileOf('elm')]).ended
  return here
}

const statusOf = (here: Trust, ...rest: string[]) => {
  here.now = '2026-11-23T12:02:00Z'
  return here.start(['status', '--config', here.pattern, ...rest])
}

test('a line a school: how it stands, its last tick and what to do; the worst exit code', async () => {
  const here = await trust()
  const { code, out, err } = await statusOf(here).ended
  expect({ code, err }).toEqual({ code: 3, err: '' })
  const lines = out.split('\n').map((line) => line.trimEnd().replace(/ {2,}/g, '  '))
  expect(lines).toEqual([
    'School  State  Last tick  What to do',
    'ashton  OK  Mon 2026-11-23 12:00  -',
    'briar  The config has errors; the last valid one is in force.  Mon 2026-11-23 12:00  pars-auto validate schools/briar.yaml',
    expect.stringMatching(
      /^cedar {2}There is no database at \S*….* {2}Mon 2026-11-23 12:00 {2}pars-auto db ping --config schools\/cedar\.yaml$/,
    ),
    'dunmore  OK  Mon 2026-11-23 12:00  -',
    'elm  The ticks have stopped.  Mon 2026-11-23 11:00  pars-auto doctor --only ticks --config schools/elm.yaml',
    '',
    '3 of 5 schools need somebody.',
    '',
  ])
})

test('as JSON: an array with what each says of itself', async () => {
  const here = await trust()
  const { code, out } = await statusOf(here, '--json').ended
  expect(code).toBe(3)
  const told = JSON.parse(out) as { school: string }[]
  expect(told.map(({ school }) => school)).toEqual(['ashton', 'briar', 'cedar', 'dunmore', 'elm'])
  expect(told[0]).toEqual({
    school: 'ashton',
    config: here.fileOf('ashton'),
    ok: true,
    exit: 0,
    lastTick: expect.stringMatching(/^2026-11-23T12:00/),
    wrong: [],
    status: expect.objectContaining({ ok: true, exit: 0, incidents: [] }),
  })
  expect(told[2]).toMatchObject({
    ok: false,
    exit: 6,
    wrong: [{ what: expect.stringContaining('There is no database'), job: null }],
    status: { database: { reached: false } },
  })
})

test('where all is well it says so, and ends with 0', async () => {
  const here = await Trust.open({ ashton: QUIET, briar: QUIET })
  await here.tickAt('2026-11-23T12:00:00Z')
  const { code, out } = await statusOf(here).ended
  expect(code).toBe(0)
  expect(out).toMatch(/\n\nAll 2 schools are well\.\n$/)
})

test('several things that are wrong at one school are counted on its line', async () => {
  const here = await Trust.open({ ashton: QUIET })
  await here.tickAt('2026-11-23T11:00:00Z')
  here.write('ashton', `school: { name: Ashton }\ndatabase: { type: sqlite, file: ashton.db }\njobs: [\n`)
  const { code, out } = await statusOf(here).ended
  expect(code).toBe(3)
  expect(out).toMatch(
    /^ashton +The config has errors.* and 1 more +.*pars-auto status --config schools\/ashton\.yaml$/m,
  )
})

test('a server that does not answer keeps no other school from being shown', async () => {
  const here = await Trust.open({ ashton: QUIET })
  await here.tickAt('2026-11-23T12:00:00Z')
  const { port, callers, called } = await silentServer()
  writeFileSync(path.join(here.folder, 'secrets.env'), 'PASSWORD_OF_HANGING=secret-of-hanging\n')
  here.write('hanging', onServer(port, QUIET))
  const asked = statusOf(here)
  await called
  for (const caller of callers) caller.destroy()
  const { code, out } = await asked.ended
  expect(code).toBe(6)
  expect(out).toMatch(/^ashton +OK /m)
  expect(out).toMatch(/^hanging +\S.* +none known +pars-auto db ping/m)
  expect(out).not.toContain('secret-of-hanging')
})
