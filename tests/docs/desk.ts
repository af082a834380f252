import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { DEFAULT_CONFIG } from '../../src/commands/options.ts'
import { main } from '../../src/main.ts'
import { shipped } from '../../src/shipped.ts'
import type { World } from '../../src/world.ts'
import { freshEmbedded, serverEnv } from '../database.ts'
import { directoryOf } from '../permissions/people.ts'
import { at, TestSchool } from '../school.ts'
import { ROOT, wordsOf } from './blocks.ts'

/** The computer and the account that the pages are typed at. */
const HOST = { name: 'SRV1', boot: 'one two', pid: 1, person: 'b.khan' }

/** Where the pages have what is somewhere else on this computer. */
const PLACES: [here: string, there: string][] = [
  [shipped('bin/pars-auto.js'), '/opt/pars-auto/bin/pars-auto.js'],
  [process.execPath, '/usr/bin/node'],
]
const FOLDER = '/srv/school'

const NOWHERE = { PATH: '/nonexistent' }

function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'pars-auto-docs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Somebody at a terminal of 80 columns, in the folder of a school, who types what a page says. */
export class Desk {
  world: Partial<World> = {}
  now: number
  /** What is at another place here than on the page. */
  readonly places: [here: string, there: string][]

  /** @param now as the school's clock has it */
  constructor(
    now: string | number,
    readonly folder = emptyFolder(),
  ) {
    this.now = typeof now === 'number' ? now : at(now)
    this.places = [[folder, FOLDER], ...PLACES]
  }

  static in(school: TestSchool): Desk {
    const desk = new Desk(school.now, school.folder)
    desk.world.env = { ...NOWHERE, ...serverEnv }
    return desk
  }

  /** At an embedded school, also where the schools of the tests are on a server: pages show its file. */
  static async atNew(jobs: string, given: { now: string; rest?: string }): Promise<[Desk, TestSchool]> {
    const folder = emptyFolder()
    const database = await freshEmbedded(folder, () => at(given.now))
    database.section = `database:\n  type: sqlite\n  file: ${path.join(folder, 'school.db')}\n`
    const school = await TestSchool.open(jobs, { ...given, database })
    const desk = Desk.in(school)
    desk.places.push([folder, FOLDER])
    return [desk, school]
  }

  /** With the config that comes with the program, and no database. */
  static withConfig(now: string): Desk {
    const desk = new Desk(now)
    copyFileSync(path.join(ROOT, DEFAULT_CONFIG), path.join(desk.folder, DEFAULT_CONFIG))
    return desk
  }

  get config(): string {
    return path.join(this.folder, DEFAULT_CONFIG)
  }

  /** Types a line that begins with `pars-auto`. @returns how it ended, and what was to be seen */
  async type(line: string): Promise<{ code: number; said: string }> {
    let said = ''
    const tell = (text: string) => {
      said += text
    }
    const code = await main(wordsOf(line).slice(1), {
      cwd: this.folder,
      // No program of this computer is found: a page is not to change its crontab.
      env: NOWHERE,
      clock: () => this.now,
      databaseClock: () => this.now,
      colour: false,
      columns: 80,
      host: HOST,
      directory: directoryOf({}),
      stop: new AbortController().signal,
      pause: async () => {},
      terminal: {},
      out: tell,
      err: tell,
      stdout: new Writable({
        write(chunk, _encoding, done) {
          tell(String(chunk))
          done()
        },
      }),
      ...this.world,
    })
    return { code, said: this.places.reduce((so, [here, there]) => so.replaceAll(here, there), said) }
  }

  /** Puts the clock somewhere. */
  at(text: string): this {
    this.now = at(text)
    return this
  }

  /** Ticks from now on, up to and including `until`: every two minutes, which still counts as going on. */
  async tickUntil(until: string): Promise<void> {
    for (; this.now <= at(until); this.now += 120_000) await this.type('pars-auto run-due')
    this.now = at(until)
  }
}
