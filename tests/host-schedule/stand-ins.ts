import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { Machine } from '../../src/host-schedule/machine.ts'
import { thisHost } from '../../src/runner/host.ts'
import { directoryOf } from '../permissions/people.ts'
import { TestSchool } from '../school.ts'

/** A program of the system that is on this computer; undefined where it is not. */
export const installed = (name: string): string | undefined =>
  ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].map((folder) => path.join(folder, name)).find(existsSync)

/** crontab as far as it goes here: it keeps one table in a file. */
export const CRONTAB = `
case "$1" in -u) user="$2"; shift 2 ;; esac
table="$HERE/tab\${user:+.$user}"
case "$1" in
  -l) cat "$table" 2>/dev/null || { echo "no crontab for \${user:-me}" >&2; exit 1; } ;;
  -) cat > "$table" ;;
esac`

/** Where the programs that a script needs are. */
const REST = '/usr/bin:/bin:/usr/sbin:/sbin'

/**
 * A school on a computer whose schedulers are scripts in a folder: what they are asked can be seen there, and everything
 * before them is as it is where they are real. Where there is no script, there is no such program.
 */
export class Computer {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'pars-auto-host-'))
  readonly bin = this.at('bin')
  readonly school: TestSchool

  private constructor(school: TestSchool) {
    this.school = school
    mkdirSync(this.bin)
    mkdirSync(this.at('etc/cron.d'), { recursive: true })
    mkdirSync(this.at('etc/units'))
    onTestFinished(() => rmSync(this.folder, { recursive: true, force: true }))
    school.world = {
      ...school.world,
      env: { PATH: `${this.bin}`, HOME: this.folder },
      host: { ...thisHost(), name: 'SRV1', person: userInfo().username },
      directory: directoryOf({ full: 'RIVERSIDE\\b.khan' }),
      machine: this.machine,
    }
  }

  /** @param platform which system it is taken for */
  static async open(scripts: Record<string, string> = {}, platform: NodeJS.Platform = 'linux') {
    const computer = new Computer(await TestSchool.open("  clear-expired-notices: { at: '13:00' }"))
    computer.machine.platform = platform
    for (const [name, script] of Object.entries(scripts)) computer.program(name, script)
    return computer
  }

  readonly started = [process.execPath, path.join(import.meta.dirname, '../../bin/pars-auto.js')]
  readonly machine: Machine = {
    platform: 'linux',
    program: this.started,
    cronFolder: this.at('etc/cron.d'),
    unitFolder: this.at('etc/units'),
  }

  at(file: string): string {
    return path.join(this.folder, file)
  }

  read(file: string): string {
    return readFileSync(this.at(file), 'utf8')
  }

  write(file: string, text: string): void {
    writeFileSync(this.at(file), text)
  }

  /** Puts a program there, or another one in its place. $HERE is the folder of this computer. */
  program(name: string, script: string): void {
    const file = path.join(this.bin, name)
    writeFileSync(file, `#!/bin/sh\nPATH=${REST} HERE='${this.folder}'\n${script}\n`)
    chmodSync(file, 0o755)
  }

  run(...args: string[]) {
    return this.school.run(...args)
  }

  async verify(...args: string[]) {
    const { code, out } = await this.run('verify-schedule', '--json', ...args)
    return { code, ...(JSON.parse(out) as Verified) }
  }
}

/** What verify-schedule prints as JSON, as far as tests look at it. */
interface Verified {
  entries: { where: string; isOff: boolean }[]
  lastTick: string | null
  troubles: { problem: string; cure: string }[]
}
