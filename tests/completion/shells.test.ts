import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'

const BIN = path.join(import.meta.dirname, '../../bin/pars-auto.js')

const CONFIG = `school: { name: A }
database: { type: sqlite, file: school.db }
jobs:
  refresh-all-years:
  notices: { job: clear-expired-notices }
`

/** A folder with a config, and pars-auto on the path. */
function place() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pars-auto-shell-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(path.join(folder, 'automation.config.yaml'), CONFIG)
  mkdirSync(path.join(folder, 'data of ours'))
  const bin = path.join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(path.join(bin, 'pars-auto'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`)
  chmodSync(path.join(bin, 'pars-auto'), 0o755)
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: folder,
    TERM: 'dumb',
    LC_ALL: 'C.UTF-8',
    HISTFILE: '/dev/null',
  }
  return { folder, env }
}

const has = (program: string) => spawnSync(program, ['--version']).status === 0

function run(program: string, args: string[]) {
  const { folder, env } = place()
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout.split('\n').filter(Boolean)
}

/** Lines, each with what has to come of it, whatever the shell. */
const LINES: [string[], string[]][] = [
  [['go-l'], ['go-live']],
  [['db', 'pi'], ['ping']],
  [
    ['why', ''],
    ['refresh-all-years', 'notices', 'temporary-group-housekeeping'],
  ],
  [['why', 'n'], ['notices']],
  [['report', 'run', 'lat'], ['lates']],
  [['history', '--js'], ['--json']],
  [
    ['validate', '--format', ''],
    ['text', 'json', 'sarif', 'github'],
  ],
  [['list', '-c', 'auto'], ['automation.config.yaml']],
]

describe.skipIf(!has('bash'))('bash (needs bash)', () => {
  /** Calls the function as the shell does when somebody presses the Tab key. */
  const completed = (words: string[]) => {
    const quoted = ['pars-auto', ...words].map((word) => `'${word}'`).join(' ')
    const line = `source <(pars-auto completion bash); COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _pars_auto; printf '%s\\n' "\${COMPREPLY[@]}"`
    return run('bash', ['--norc', '-c', line])
  }

  test.each(LINES)('%j', (words, expected) => {
    expect(completed(words)).toEqual(expected)
  })

  test('goes into a folder whose name has blanks', () => {
    expect(completed(['db', 'load', 'data'])).toEqual(['data of ours'])
  })

  test('with an = in between, which bash takes for a word', () => {
    expect(completed(['validate', '--format', '=', 's'])).toEqual(['sarif'])
    expect(completed(['validate', '--format', '='])).toEqual(['text', 'json', 'sarif', 'github'])
  })
})

describe.skipIf(!has('fish'))('fish (needs fish)', () => {
  const completed = (line: string) =>
    run('fish', ['--no-config', '-c', `pars-auto completion fish | source; complete -C '${line}'`]).map(
      (one) => one.split('\t')[0],
    )

  test.each(LINES)('%j', (words, expected) => {
    expect(completed(`pars-auto ${words.join(' ')}`).sort()).toEqual([...expected].sort())
  })

  test('with an = in between', () => {
    expect(completed('pars-auto validate --format=s')).toEqual(['--format=sarif'])
  })
})

/** A shell at a pseudo-terminal: what its line is after Tab. */
async function typed(shell: string, ready: string, keys: string): Promise<string> {
  const { folder, env } = place()
  const child = spawn('script', ['-qec', `stty cols 200 rows 40; ${shell}`, '/dev/null'], {
    cwd: folder,
    env,
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let shown = ''
  const waits: (() => void)[] = []
  child.stdout.on('data', (chunk) => {
    shown += chunk
    for (const look of waits) look()
  })
  const until = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (shown.includes(text)) resolve()
      }
      waits.push(look)
      look()
    })
  child.stdin.write(`${ready}; echo rea''dy\n`)
  await until('ready\r\n')
  shown = ''
  // What the line is in the end is printed by the shell itself.
  child.stdin.write(`${keys}`)
  await until('got:')
  await until('.end')
  child.stdin.write('exit\n')
  await once(child, 'close')
  return /got:(.*)\.end/.exec(shown)?.[1] ?? ''
}

describe.skipIf(!has('zsh') || !has('script'))('zsh (needs zsh, and script of util-linux)', () => {
  const READY =
    'PS1="> "; autoload -Uz compinit; compinit -u -D; source <(pars-auto completion zsh); show() { print "got:$*.end" }; compdef _pars_auto pars-auto'

  /** The Tab key, then the line is taken as it stands and printed. */
  const completed = (line: string) =>
    typed(
      'zsh -f -i',
      `${READY}; pars-auto() { if [[ $1 == completion ]]; then command pars-auto "$@"; else show pars-auto "$@"; fi }`,
      `${line}\t\n`,
    )

  test.each([
    ['pars-auto go-l', 'pars-auto go-live'],
    ['pars-auto db pi', 'pars-auto db ping'],
    ['pars-auto why n', 'pars-auto why notices'],
    ['pars-auto report run lat', 'pars-auto report run lates'],
    ['pars-auto history --js', 'pars-auto history --json'],
    ['pars-auto validate --format=s', 'pars-auto validate --format=sarif'],
    ['pars-auto job set notices tim', 'pars-auto job set notices timeout='],
    ['pars-auto list -c auto', 'pars-auto list -c automation.config.yaml'],
  ])(
    '%s is completed to %s',
    async (line, whole) => {
      expect((await completed(line)).trim()).toBe(whole)
    },
    60_000,
  )
})

describe.skipIf(!has('bash') || !has('script'))(
  'bash at a terminal (needs bash, and script of util-linux)',
  () => {
    const READY =
      'PS1="> "; source <(pars-auto completion bash); pars-auto() { if [[ $1 == completion ]]; then command pars-auto "$@"; else echo "got:pars-auto $*.end"; fi; }'

    test.each([
      ['pars-auto go-l', 'pars-auto go-live'],
      ['pars-auto job set notices tim', 'pars-auto job set notices timeout='],
      ['pars-auto validate --format=s', 'pars-auto validate --format=sarif'],
      ['pars-auto db load da', 'pars-auto db load data of ours/'],
    ])(
      '%s is completed to %s',
      async (line, whole) => {
        expect((await typed('bash --norc -i', READY, `${line}\t\n`)).trim()).toBe(whole)
      },
      60_000,
    )
  },
)

describe.skipIf(!has('pwsh'))('PowerShell (needs pwsh)', () => {
  const completed = (line: string) => {
    const command = `pars-auto completion powershell | Out-String | Invoke-Expression; ([System.Management.Automation.CommandCompletion]::CompleteInput('${line}', ${line.length}, $null)).CompletionMatches | ForEach-Object { $_.CompletionText }`
    return run('pwsh', ['-NoProfile', '-Command', command])
  }

  test.each(LINES.slice(0, -1))('%j', (words, expected) => {
    expect(completed(`pars-auto ${words.join(' ')}`)).toEqual(expected)
  })
})
