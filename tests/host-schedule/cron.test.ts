import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import { own } from '../../src/db/migrations/index.ts'
import { embeddedOnly } from '../database.ts'
import { ALONE, FAST_CRON, hasPrivateCron, MOUNTS, makeTables } from './private-cron.ts'
import { Computer, CRONTAB } from './stand-ins.ts'

const cron = (script = CRONTAB) => Computer.open({ crontab: script, id: 'exec id "$@"' })

const lines = (computer: Computer) => computer.read('tab').trimEnd().split('\n')

describe('install-schedule with cron', () => {
  test('adds one marked line, and leaves every other as it is', async () => {
    const computer = await cron()
    const others = [
      'MAILTO=office@riverside.example',
      '',
      '# backup',
      '5 4 * * 0 /usr/local/bin/backup 50\\%',
    ]
    computer.write('tab', `${others.join('\n')}\n`)
    expect((await computer.run('install-schedule')).code).toBe(0)
    const [node, program] = computer.started
    const { folder, file } = computer.school
    expect(lines(computer)).toEqual([
      ...others,
      `* * * * * cd ${folder} && ${node} ${program} run-due --config ${file} # install-schedule pars-auto`,
    ])
  })

  test('writes its line anew where it stands when it is run again', async () => {
    const computer = await cron()
    await computer.run('install-schedule')
    const [line] = lines(computer)
    computer.write('tab', `# first\n${line!.replace('* * * * *', '*/5 * * * *')}\n# last\n`)
    await computer.run('install-schedule')
    expect(lines(computer)).toEqual(['# first', line, '# last'])
  })

  test('has a line for each school that is named', async () => {
    const computer = await cron()
    await computer.run('install-schedule')
    await computer.run('install-schedule', '--name', 'hillside')
    expect(lines(computer).map((line) => line.replace(/.*# /, ''))).toEqual([
      'install-schedule pars-auto',
      'install-schedule hillside',
    ])
    await computer.run('uninstall-schedule', '--name', 'hillside')
    expect(lines(computer)).toHaveLength(1)
  })

  test('starts the schools of a pattern in one line, and says which of them do not tick', async () => {
    const computer = await cron()
    const { folder } = computer.school
    mkdirSync(path.join(folder, 'schools'))
    const names = ['ashton', 'briar']
    for (const name of names)
      writeFileSync(path.join(folder, `schools/${name}.yaml`), readFileSync(computer.school.file))
    const pattern = path.join(folder, 'schools/*.yaml')
    expect((await computer.run('install-schedule', '--config', pattern)).code).toBe(0)
    const [node, program] = computer.started
    expect(lines(computer)).toEqual([
      `* * * * * cd ${folder}/schools && ${node} ${program} run-due --config '${pattern}' # install-schedule pars-auto`,
    ])
    await computer.school.tick()
    const ticked = (name: string) => {
      const note = noteFile(path.join(folder, `schools/${name}.yaml`))
      mkdirSync(path.dirname(note), { recursive: true })
      copyFileSync(noteFile(computer.school.file), note)
      utimesSync(note, computer.school.now / 1000, computer.school.now / 1000)
    }
    ticked('ashton')
    const { code, troubles } = await computer.verify('--config', pattern)
    expect({ code, problems: troubles.map(({ problem }) => problem) }).toEqual({
      code: 1,
      problems: [`briar: No tick has left a trace in ${folder}/schools/.pars-auto yet.`],
    })
    ticked('briar')
    expect(await computer.verify('--config', pattern)).toMatchObject({ code: 0, troubles: [] })
    writeFileSync(path.join(folder, 'schools/briar.yaml'), 'jobs: { nope: {} }')
    expect((await computer.run('install-schedule', '--config', pattern)).code).toBe(3)
    expect((await computer.run('install-schedule', '--config', path.join(folder, 'no/*.yaml'))).code).toBe(2)
  })

  test('changes nothing when the crontab cannot be read', async () => {
    const computer = await cron(
      '[ "$1" = -l ] && { echo "You are not allowed" >&2; exit 1; }; touch "$HERE/written"',
    )
    expect(await computer.run('install-schedule')).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be read: You are not allowed'),
    })
    expect(existsSync(computer.at('written'))).toBe(false)
  })

  test('refuses a config with errors, a name that cron passes over, and an account that there is not', async () => {
    const computer = await cron()
    expect((await computer.run('install-schedule', '--name', 'my.school')).code).toBe(2)
    expect((await computer.run('install-schedule', '--account', 'nobody-here')).code).toBe(2)
    computer.school.configure('  clear-expired-notice: {}')
    expect((await computer.run('install-schedule')).code).toBe(3)
    expect(existsSync(computer.at('tab'))).toBe(false)
  })

  test('--print shows the line and touches nothing', async () => {
    const computer = await cron()
    expect((await computer.run('install-schedule', '--print')).out).toMatch(/^\* \* \* \* \* cd /)
    expect(existsSync(computer.at('tab'))).toBe(false)
  })

  test('--system writes a table for the host, which says who runs it', async () => {
    const computer = await cron()
    expect(await computer.run('install-schedule', '--system')).toMatchObject({
      code: 2,
      err: 'With --system, --account says whoever the ticks run as.\n',
    })
    const table = computer.at('etc/cron.d/pars-auto')
    expect((await computer.run('install-schedule', '--system', '--account', 'daemon')).code).toBe(0)
    expect(readFileSync(table, 'utf8')).toMatch(
      /\n\* \* \* \* \* daemon cd .* # install-schedule pars-auto\n$/,
    )
    expect(statSync(table).mode & 0o777).toBe(0o644)
    expect((await computer.verify('--system')).entries).toEqual([
      expect.objectContaining({ where: `${table}, line 2` }),
    ])
    await computer.run('uninstall-schedule')
    expect(existsSync(table)).toBe(false)
  })

  test('warns of a secret that only a terminal has, unless the crontab sets it', async () => {
    const computer = await cron()
    computer.school.configure(
      "  clear-expired-notices: { at: '13:00' }",
      "alerts: { webhook: '${ALERT_URL}' }\n",
    )
    computer.school.world.env = { ...computer.school.world.env, ALERT_URL: 'http://127.0.0.1:9/' }
    const { out } = await computer.run('install-schedule')
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /which has not the variables of your terminal, \$\{ALERT_URL\} is not set/,
    )
    computer.write('tab', `ALERT_URL=http://127.0.0.1:9/\n${computer.read('tab')}`)
    expect((await computer.run('install-schedule')).out).not.toContain('ALERT_URL')
  })
})

describe('verify-schedule with cron', () => {
  async function ticking(change = (line: string) => line): Promise<Computer> {
    const computer = await cron()
    await computer.run('install-schedule')
    computer.write('tab', change(computer.read('tab')))
    await computer.school.tick()
    return computer
  }

  test('has nothing to say when all is well', async () => {
    expect(await (await ticking()).run('verify-schedule')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/The last tick was 0\.0 s ago\.\nAll is as it should be\.\n$/),
    })
  })

  test.each<[string, (line: string) => string, string]>([
    ['was put to sleep', (line) => `# ${line}`, 'it is switched off'],
    [
      'starts in a folder that is gone',
      (line) => line.replace(/cd \S+/, 'cd /srv/gone'),
      'its folder /srv/gone is not there',
    ],
    [
      'starts a Node that is gone',
      (line) => line.replace(process.execPath, '/opt/node/bin/node'),
      '/opt/node/bin/node is not there',
    ],
    [
      'comes every five minutes',
      (line) => line.replace('*', '*/5'),
      'it starts at */5 * * * *, not every minute',
    ],
  ])('finds a line that %s', async (_, change, problem) => {
    const { code, troubles } = await (await ticking(change)).verify()
    expect(code).toBe(1)
    expect(troubles.map((one) => one.problem).join('\n')).toContain(problem)
  })

  test('finds a second line, as the README had it, and how to be rid of it', async () => {
    const computer = await ticking()
    const { folder } = computer.school
    const link = path.join(folder, 'bin')
    mkdirSync(link)
    computer.write('tab', `${computer.read('tab')}* * * * * cd ${folder} && node bin/pars-auto.js run-due\n`)
    const { troubles } = await computer.verify()
    expect(troubles.map(({ problem }) => problem).join('\n')).toContain('2 entries start it')
    expect(troubles.at(-1)!.cure).toBe('crontab -e')
  })

  test('finds that cron and systemd both start it', async () => {
    const computer = await ticking()
    computer.program('systemctl', 'exit 0')
    computer.program('loginctl', 'echo Linger=yes')
    await computer.run('install-schedule', '--kind', 'systemd')
    const { troubles } = await computer.verify()
    expect(troubles.map(({ problem }) => problem).join('\n')).toContain('2 entries start it')
  })

  test('is not taken in by what only looks like it', async () => {
    const other = '0 1 * * * echo run-due # pars-auto\n@daily /opt/x --config /srv/automation.config.yaml\n'
    expect((await (await ticking((line) => other + line)).verify()).code).toBe(0)
  })
})

test('uninstall-schedule takes its line out, and tells of one that is left', async () => {
  const computer = await cron()
  const { folder } = computer.school
  computer.write('tab', `# mine\n* * * * * cd ${folder} && node bin/pars-auto.js run-due\n`)
  await computer.run('install-schedule')
  const { out } = await computer.run('uninstall-schedule')
  expect(lines(computer)).toHaveLength(2)
  expect(out.replace(/\s+/g, ' ')).toContain('line 2 still starts it. To take it away: crontab -e')
  expect((await computer.run('uninstall-schedule')).out).toContain('Nothing was installed under the name')
})

describe('the line', () => {
  embeddedOnly('a crontab has no variable for a server')

  test('started as cron starts it, with nothing in its environment, is a tick', async () => {
    const computer = await cron()
    const { school } = computer
    // Whatever a shell and cron make something of.
    const folder = path.join(computer.folder, "50% of Bob's $HOME; #1")
    renameSync(school.folder, folder)
    mkdirSync(school.folder)
    const file = path.join(folder, 'automation.config.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(school.folder, folder))
    await computer.run('install-schedule', '--config', file)
    const [, command] = /^(?:\* ){5}(.*)\n$/.exec(computer.read('tab'))!
    // cron takes what comes after a percent sign for what the command reads.
    const given = command!.split(/(?<!\\)%/)[0]!.replaceAll('\\%', '%')
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', given], {
      env: { PATH: '/usr/bin:/bin', SHELL: '/bin/sh' },
      cwd: '/',
      encoding: 'utf8',
    })
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(existsSync(noteFile(file))).toBe(true)
    rmSync(folder, { recursive: true })
  })

  // A cron that nobody else sees: its tables are folders of ours, and its minutes last a second.
  test.skipIf(!hasPrivateCron)(
    'ticks under a real cron (wants cron, faketime, and to be root where it may mount)',
    async () => {
      const computer = await Computer.open()
      makeTables(computer.folder)
      const program = computer.started.join(' ')
      const config = computer.school.file
      const script = `
        ${MOUNTS}
        ${program} install-schedule --kind cron --config ${config}
        ${FAST_CRON}
        for look in $(seq 300); do test -e ${noteFile(config)} && break; sleep 0.1; done
        ${program} verify-schedule --kind cron --config ${config}`
      const { stdout, stderr } = spawnSync('unshare', [...ALONE, 'sh', '-c', script], {
        cwd: computer.folder,
        encoding: 'utf8',
      })
      expect(stdout + stderr).toMatch(/The last tick was \d/)
      expect(stdout).toContain('All is as it should be.')
      expect(await computer.school.rows(own('config'))).not.toEqual([])
    },
  )
})
