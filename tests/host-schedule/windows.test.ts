import { readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { textOf } from '../../src/host-schedule/windows/read-tasks.ts'
import { Computer } from './stand-ins.ts'

/**
 * schtasks as far as it goes here: it keeps one task as it was given, lists it among others, and writes down what it was
 * asked.
 */
const SCHTASKS = `
for one; do printf '%s\\n' "$one" >> "$HERE/asked"; done; echo -- >> "$HERE/asked"
case "$1" in
  /create) cp "$5" "$HERE/task.xml" ;;
  /delete) rm "$HERE/task.xml" ;;
  /query)
    printf '<?xml version="1.0" encoding="UTF-16"?>\\r\\n<Tasks>\\r\\n<!-- \\\\Clean -->\\r\\n'
    cat "$HERE/others.xml" 2>/dev/null
    test -e "$HERE/task.xml" && iconv -f UTF-16 -t UTF-8 "$HERE/task.xml" | tail -n +2
    printf '</Tasks>' ;;
esac`

const GMSA = ['--account', 'RIVERSIDE\\pars-auto$']

const windows = (script = SCHTASKS) => Computer.open({ schtasks: script })

const install = (computer: Computer, ...args: string[]) =>
  computer.run('install-schedule', '--kind', 'windows', ...args)

/** What schtasks was asked, call by call. */
const asked = (computer: Computer) =>
  computer
    .read('asked')
    .split('--\n')
    .filter((call) => call !== '')
    .map((call) => call.replace(/\n$/, '').split('\n'))

/** Changes the task as a person would in the window of Task Scheduler. */
function edit(computer: Computer, change: (xml: string) => string): void {
  const text = textOf(readFileSync(computer.at('task.xml')))
  computer.write('others.xml', change(text).replace(/<\?xml.*\?>/, ''))
  computer.program('schtasks', SCHTASKS.replace('test -e "$HERE/task.xml"', 'false'))
}

const verify = (computer: Computer) => computer.verify('--kind', 'windows')
const problems = async (computer: Computer) => (await verify(computer)).troubles.map(({ problem }) => problem)

describe('install-schedule on Windows', () => {
  test('gives schtasks the task, for a managed account with an empty password', async () => {
    const computer = await windows()
    const { code, out } = await install(computer, ...GMSA)
    expect(code).toBe(0)
    const [create] = asked(computer)
    expect(create!.filter((word) => !word.endsWith('task.xml'))).toEqual([
      '/create',
      '/tn',
      'pars-auto',
      '/xml',
      '/f',
      '/ru',
      'RIVERSIDE\\pars-auto$',
      '/rp',
      '',
    ])
    expect(out).toContain('every minute, as RIVERSIDE\\pars-auto$')
    expect(out).toContain('Log on as a batch job')
    expect(textOf(readFileSync(computer.at('task.xml')))).toContain('<LogonType>Password</LogonType>')
  })

  test('leaves no file behind, and writes the same task again in place of the first', async () => {
    const computer = await windows()
    await install(computer, ...GMSA)
    await install(computer, ...GMSA)
    expect((await verify(computer)).entries).toHaveLength(1)
    const [, , , , file] = asked(computer)[0]!
    expect(() => readFileSync(file!)).toThrow('ENOENT')
  })

  test('lets Windows ask for the password of another account, and never has it', async () => {
    const computer = await windows()
    computer.school.world.terminal = { input: new PassThrough() }
    expect((await install(computer)).code).toBe(0)
    expect(asked(computer)[0]!.slice(-5)).toEqual(['/f', '/ru', 'RIVERSIDE\\b.khan', '/rp', '*'])
  })

  test('does not hang where nobody can be asked', async () => {
    expect(await install(await windows())).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no terminal to ask on'),
    })
  })

  test('keeps no password with --no-password, and says what that costs', async () => {
    const computer = await windows()
    const { out } = await install(computer, '--no-password')
    expect(textOf(readFileSync(computer.at('task.xml')))).toContain('<LogonType>S4U</LogonType>')
    expect(asked(computer)[0]).not.toContain('/ru')
    expect(out).toContain('reaches nothing on other computers')
  })

  test('says what Windows says when it refuses', async () => {
    const computer = await windows('echo "ERROR: Access is denied." >&2; exit 1')
    expect(await install(computer, ...GMSA)).toMatchObject({
      code: 1,
      err: 'Windows did not take the task: ERROR: Access is denied. Was this started as administrator?\n',
    })
  })

  test('--print shows the task and touches nothing', async () => {
    const computer = await windows()
    const { code, out } = await install(computer, ...GMSA, '--print')
    expect(code).toBe(0)
    expect(out).toMatch(/^<\?xml version="1\.0"\?>\n<Task /)
    expect(() => computer.read('asked')).toThrow('ENOENT')
  })
})

describe('verify-schedule on Windows', () => {
  async function ticking(): Promise<Computer> {
    const computer = await windows()
    await install(computer, ...GMSA)
    await computer.school.tick()
    return computer
  }

  test('has nothing to say when all is well', async () => {
    const computer = await ticking()
    const { code, out } = await computer.run('verify-schedule', '--kind', 'windows')
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('All is as it should be.') })
  })

  test.each<[string, (xml: string) => string, string]>([
    ['is switched off', (xml) => xml.replaceAll('<Enabled>true', '<Enabled>false'), 'it is switched off'],
    [
      'starts in another folder',
      (xml) => xml.replace(/(<WorkingDirectory>).*(<)/, '$1/tmp$2'),
      'it starts in /tmp, not in',
    ],
    [
      'starts a Node that is gone',
      (xml) => xml.replace(/(<Command>).*(<)/, '$1/opt/old/node.exe$2'),
      '/opt/old/node.exe is not there',
    ],
    ['starts another program', (xml) => xml.replace(/(<Command>).*(<)/, '$1/bin/sh$2'), 'it starts /bin/sh'],
    [
      'has another config',
      (xml) => xml.replace(/--config \S+?</, '--config /srv/other.yaml<'),
      'it starts pars-auto for /srv/other.yaml',
    ],
    [
      'waits for the one before',
      (xml) => xml.replace('Parallel', 'IgnoreNew'),
      'while one job takes long no other starts',
    ],
    ['comes every hour', (xml) => xml.replace('PT1M', 'PT1H'), 'it does not start every minute'],
    [
      'ends after an hour',
      (xml) => xml.replace('</Interval>', '</Interval><Duration>PT1H</Duration>'),
      'it does not start every minute',
    ],
    [
      'wants somebody logged on',
      (xml) => xml.replace('>Password<', '>InteractiveToken<'),
      'only while its account is logged on',
    ],
  ])('finds a task that %s', async (_, change, problem) => {
    const computer = await ticking()
    edit(computer, change)
    const { code, troubles } = await verify(computer)
    expect(code).toBe(1)
    expect(troubles.map((one) => one.problem).join('\n')).toContain(problem)
    expect(troubles.every(({ cure }) => cure.includes('pars-auto'))).toBe(true)
  })

  test('finds a second task that somebody made by hand, and says how to be rid of it', async () => {
    const computer = await ticking()
    const xml = textOf(readFileSync(computer.at('task.xml'))).replace(/<\?xml.*\?>/, '')
    const byHand = xml
      .replace('<URI>\\pars-auto<', '<URI>\\School\\Ticks<')
      .replace(/ --config \S+?</, '<')
      .replace(/(<Command>)(.*)(<)/, '$1"$2"$3')
    computer.write('others.xml', byHand)
    const { troubles } = await verify(computer)
    expect(troubles).toEqual([
      {
        problem: expect.stringContaining('2 entries start it: task \\School\\Ticks; task \\pars-auto'),
        cure: 'schtasks /delete /tn "\\School\\Ticks"',
      },
    ])
  })

  test('says when ticks are missing, and since when', async () => {
    const computer = await ticking()
    computer.school.at('2026-11-23 12:02')
    expect(await problems(computer)).toEqual([])
    computer.school.at('2026-11-23 12:20')
    expect(await problems(computer)).toEqual([
      'The last tick was 20 min ago. There should be one every minute.',
    ])
  })

  test('says when there is no task at all', async () => {
    const computer = await windows()
    expect((await problems(computer))[0]).toContain('Nothing on this computer starts pars-auto for')
  })

  test('passes over tasks of others, whatever they look like', async () => {
    const computer = await ticking()
    computer.write(
      'others.xml',
      '<Task><Actions><ComHandler><ClassId>{A}</ClassId></ComHandler></Actions></Task><Task/>',
    )
    expect((await verify(computer)).code).toBe(0)
  })
})

test('uninstall-schedule deletes the task, and only once', async () => {
  const computer = await windows()
  await install(computer, ...GMSA)
  const uninstall = () => computer.run('uninstall-schedule', '--kind', 'windows')
  expect((await uninstall()).out).toContain('The task \\pars-auto is deleted.')
  expect(asked(computer).at(-2)).toEqual(['/delete', '/tn', 'pars-auto', '/f'])
  expect((await uninstall()).out).toContain('Nothing was installed under the name pars-auto.')
})

test('on Windows that is what it takes, and schtasks is started by its full path', async () => {
  const computer = await Computer.open({}, 'win32')
  computer.school.world.env = { ...computer.school.world.env, SystemRoot: 'C:\\Windows' }
  expect(await computer.run('install-schedule', ...GMSA)).toMatchObject({
    code: 1,
    err: 'This computer has no schtasks.\n',
  })
})
