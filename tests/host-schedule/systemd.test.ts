import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Wanted } from '../../src/host-schedule/schedule.ts'
import { readService, serviceText, timerText } from '../../src/host-schedule/systemd/units.ts'
import { Computer, installed } from './stand-ins.ts'

/** systemctl writes down what it was asked; a timer is on once it was enabled. */
const SYSTEMCTL = `
echo "$*" >> "$HERE/asked"
case "$*" in
  *is-active*|*is-enabled*) test ! -e "$HERE/off" ;;
esac`

const LOGINCTL = `
case "$1" in
  enable-linger) touch "$HERE/lingers" ;;
  show-user) test -e "$HERE/lingers" && echo Linger=yes || echo Linger=no ;;
esac`

const systemd = () => Computer.open({ systemctl: SYSTEMCTL, loginctl: LOGINCTL, id: 'exec id "$@"' })

const TIMER = '.config/systemd/user/pars-auto.timer'
const SERVICE = '.config/systemd/user/pars-auto.service'

const WANTED: Wanted = {
  name: 'pars-auto',
  program: ['/usr/bin/node', "/opt/Bob's 50% $HOME/bin/pars-auto.js"],
  config: '/srv/a "b" \\c;/automation.config.yaml',
  folder: '/srv/a "b" \\c;',
  system: false,
  withoutPassword: false,
  now: 0,
}

describe('the units', () => {
  test('start every minute by UTC, to the second, and make up for nothing', () => {
    const timer = timerText(WANTED)
    for (const line of ['OnCalendar=*-*-* *:*:00 UTC', 'AccuracySec=1s', 'Persistent=false'])
      expect(timer.split('\n')).toContain(line)
  })

  test('hand each tick to a unit of its own, so that a long job keeps none from starting', () => {
    expect(serviceText(WANTED)).toMatch(/^ExecStart=systemd-run --user --quiet --collect /m)
    expect(serviceText(WANTED)).toContain('--property=RuntimeMaxSec=26h')
    expect(serviceText({ ...WANTED, system: true, account: 'pars' })).toMatch(
      /^ExecStart=systemd-run --quiet --collect --uid=pars /m,
    )
  })

  test('say any path so that it is read again as it was', () => {
    const { program, config, folder } = WANTED
    expect(readService(serviceText(WANTED))).toEqual({ program, config, folder })
  })

  test.skipIf(!installed('systemd-analyze'))(
    'are units for systemd itself (wants systemd-analyze)',
    async () => {
      const computer = await systemd()
      for (const given of [{}, { system: true, account: 'daemon' }]) {
        const wanted = { ...WANTED, ...given, program: [process.execPath, ...WANTED.program.slice(1)] }
        computer.write('pars-auto.service', serviceText(wanted))
        computer.write('pars-auto.timer', timerText(wanted))
        const { status, stderr } = spawnSync(
          'systemd-analyze',
          ['verify', '--man=no', computer.at('pars-auto.service'), computer.at('pars-auto.timer')],
          { encoding: 'utf8' },
        )
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      }
      computer.write('pars-auto.timer', timerText(WANTED).replace('*:*:00', '*:*:61'))
      const broken = spawnSync('systemd-analyze', ['verify', '--man=no', computer.at('pars-auto.timer')])
      expect(String(broken.stderr)).toContain('Failed to parse calendar')
    },
  )
})

describe('install-schedule with systemd', () => {
  test('is taken where there is no cron; it writes both units, starts the timer, and outlives a logout', async () => {
    const computer = await systemd()
    const { code, out } = await computer.run('install-schedule')
    expect(code).toBe(0)
    expect(out.replace(/\s+/g, ' ')).toContain('It goes on when you log out')
    const asked = computer.read('asked')
    expect(asked).toContain('--user daemon-reload\n--user enable --now pars-auto.timer\n')
    expect(readService(computer.read(SERVICE))).toEqual({
      program: computer.started,
      config: computer.school.file,
      folder: computer.school.folder,
    })
  })

  test('for the host as an account of it', async () => {
    const computer = await systemd()
    await computer.run('install-schedule', '--system', '--account', 'daemon')
    expect(readFileSync(computer.at('etc/units/pars-auto.service'), 'utf8')).toContain('--uid=daemon')
    expect(computer.read('asked')).toContain('enable --now pars-auto.timer\n')
    expect(computer.read('asked')).not.toContain('--user enable')
  })

  test('--print shows both, each with its place, and touches nothing', async () => {
    const computer = await systemd()
    const { out } = await computer.run('install-schedule', '--print')
    expect(out.match(/^# \/.*$/gm)).toEqual([`# ${computer.at(SERVICE)}`, `# ${computer.at(TIMER)}`])
    expect(existsSync(computer.at(TIMER))).toBe(false)
  })

  test('says what systemd says when it refuses', async () => {
    const computer = await systemd()
    computer.program('systemctl', 'echo "Failed to connect to bus" >&2; exit 1')
    expect(await computer.run('install-schedule')).toMatchObject({
      code: 1,
      err: 'systemctl daemon-reload failed: Failed to connect to bus\n',
    })
  })
})

describe('verify-schedule with systemd', () => {
  async function ticking(): Promise<Computer> {
    const computer = await systemd()
    await computer.run('install-schedule')
    await computer.school.tick()
    return computer
  }

  test('has nothing to say when all is well', async () => {
    expect(await (await ticking()).verify()).toMatchObject({ code: 0, troubles: [] })
  })

  test('finds a timer that was stopped, one that comes every hour, and one that ends with the session', async () => {
    const computer = await ticking()
    const problem = async () => (await computer.verify()).troubles.map((one) => one.problem).join('\n')
    computer.write('off', '')
    expect(await problem()).toContain('it is switched off')
    const timer = computer.read(TIMER)
    writeFileSync(computer.at(TIMER), timer.replace('*-*-* *:*:00 UTC', 'hourly'))
    expect(await problem()).toContain('it does not start every minute')
    computer.program('loginctl', 'echo Linger=no')
    expect(await problem()).toContain('it stops when its account logs out')
  })

  test('finds one that somebody made by hand for the same config', async () => {
    const computer = await ticking()
    const { folder } = computer.school
    const units = path.dirname(computer.at(TIMER))
    mkdirSync(units, { recursive: true })
    writeFileSync(path.join(units, 'school.timer'), '[Timer]\nOnCalendar=minutely\n')
    writeFileSync(
      path.join(units, 'school.service'),
      `[Service]\nWorkingDirectory=${folder}\nExecStart=${computer.started.join(' ')} run-due\n`,
    )
    expect((await computer.verify()).troubles).toEqual([
      {
        problem: expect.stringContaining('2 entries start it'),
        cure: 'systemctl --user disable --now school.timer',
      },
    ])
  })
})

test('uninstall-schedule stops the timer and deletes both units', async () => {
  const computer = await systemd()
  await computer.run('install-schedule')
  expect((await computer.run('uninstall-schedule')).code).toBe(0)
  expect(existsSync(computer.at(TIMER)) || existsSync(computer.at(SERVICE))).toBe(false)
  expect(computer.read('asked')).toContain('--user disable --now pars-auto.timer\n')
})

test('a computer that has neither cron nor systemd is told so', async () => {
  expect(await (await Computer.open()).run('verify-schedule')).toMatchObject({
    code: 1,
    err: expect.stringContaining('neither cron (crontab) nor systemd (systemctl)'),
  })
})
