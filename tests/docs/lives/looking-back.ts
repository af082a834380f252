import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { version } from '../../../package.json'
import { TestSchool } from '../../school.ts'
import type { Block } from '../blocks.ts'
import { atTheDemo } from '../demo.ts'
import { Desk } from '../desk.ts'
import type { Life } from '../life.ts'

/** A line of a crontab that makes the page, into a folder that is there. */
const fromCron = async ({ lines: [line] }: Block, desk: Desk) => {
  const [, args] = /^\*\/5 \* \* \* \* cd \/srv\/school && \S+node \S+pars-auto\.js (.*)$/.exec(line!)!
  expect(await desk.type(`pars-auto ${args!.replace('/srv/intranet/', '')}`)).toMatchObject({ code: 0 })
}

/** What the log says of a night in which three pupils joined and one left. */
const ofANight = async ({ lines: [line] }: Block) => {
  const school = await TestSchool.open("  refresh-all-years: { at: '23:00' }", { now: '2026-11-23 22:59' })
  const everybody = await school.group('all-years', 'All Years')
  for (const name of ['Ada', 'Ben', 'Cy']) await school.pupil(name)
  await school.member(everybody, await school.pupil('Dot', { to: '2026-11-20' }))
  const desk = Desk.in(school)
  desk.world.host = { name: 'SRV1', boot: 'one two', pid: 4711, person: 'svc-pars' }
  await desk.type('pars-auto run-due')
  await desk.at('2026-11-23 23:00').type('pars-auto run-due')
  const log = readFileSync(path.join(school.folder, '.pars-auto/log/pars-auto.log'), 'utf8')
  // When it ended to the millisecond, how long it took, and which run it was.
  const alike = (text: string) => text.replace(/(?<=:00\.)\d{3}(?=Z)|(?<="(?:run|ms)":)\d+/g, '…')
  expect(alike(line!)).toBe(alike(log.split('\n').find((one) => one.includes('run-end'))!))
  expect(JSON.parse(line!).version).toBe(version)
}

export const lookingBack: Record<string, Life> = {
  'docs/dashboard.md': {
    desk: atTheDemo,
    others: {
      '*/5 * * * * cd ': fromCron,
    },
  },
  'docs/logs.md': {
    others: {
      '{"at":': ofANight,
    },
  },
}
