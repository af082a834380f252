import type { Command, Option } from 'commander'
import { exampleLine, exitsOf, factsOf } from '../commands/facts.ts'
import { ANY_JOB, type Guarded, NEEDS, type Needs, needsOf } from '../commands/needs.ts'
import { program } from '../commands/program.ts'
import { Exit, type ExitCode } from '../exit.ts'
import { realWorld } from '../world.ts'
import { remark, titles } from './permissions-page.ts'

/** docs/commands.md: every command, by what its help and the tables beside it say. */
export function commandsPage(): string {
  const root = commandLine()
  return [
    '# Every command',
    'Made from the command line itself; change `src/commands`, not this page. `pars-auto COMMAND --help` shows the same in the terminal.',
    ...INTRODUCTION,
    exitTable(),
    'With 0, 1, 2, 130 and 143 any command can end; the others are named with each.',
    ...groups(root).flatMap(([title, commands]) => [
      `## ${title.replace(/:$/, '')}`,
      ...commands.flatMap((command) => section(command, command.name())),
    ]),
    '',
  ].join('\n\n')
}

const commandLine = (): Command =>
  program(
    realWorld({ out: () => {}, err: () => {}, env: {}, stop: new AbortController().signal, columns: 80 }),
    () => {},
  )

const INTRODUCTION = [
  'What can be said of any command: `-c FILE` names the config (`automation.config.yaml` in this folder, or what `PARS_AUTO_CONFIG` names); `--no-color` and `NO_COLOR` take the colours out, which are for a terminal only; `--help` explains it. What is shown goes to standard output, what is wrong to standard error. With `--json` the first is one JSON value and nothing else: [json.md](json.md).',
  'A command or option that is misspelt is answered with the nearest that there is. `pars-auto completion` lets your shell complete them.',
  '## How it ends',
]

const MEANINGS: Record<ExitCode, string> = {
  [Exit.done]: 'done',
  [Exit.failed]: 'it could not be done, or a job failed',
  [Exit.usage]: 'the command line is wrong, or a file given to it',
  [Exit.configInvalid]: 'the config is invalid',
  [Exit.partial]: 'done in part',
  [Exit.alreadyRunning]: 'it is running already',
  [Exit.databaseUnreachable]: 'the database cannot be opened, or is not as the jobs need it',
  [Exit.timedOut]: 'timed out',
  [Exit.held]: 'held for approval',
  [Exit.notPermitted]: 'not permitted',
  [Exit.interrupted]: 'stopped by Ctrl+C',
  [Exit.terminated]: 'stopped by the system',
}

function exitTable(): string {
  const rows = Object.entries(MEANINGS).map(([code, meaning]) => `| ${code} | ${meaning} |`)
  return ['| Code | |', '| --- | --- |', ...rows].join('\n')
}

/** The commands under the headings that the help has. */
function groups(root: Command): [string, Command[]][] {
  const all = new Map<string, Command[]>()
  for (const command of root.commands) {
    const group = command.helpGroup() || 'Other commands'
    all.set(group, [...(all.get(group) ?? []), command])
  }
  return [...all]
}

function section(command: Command, name: string): string[] {
  const facts = factsOf(name)
  const shown = command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help' && long !== '--config')
  return [
    `${'#'.repeat(2 + name.split(' ').length)} ${name}`,
    command.description(),
    `    ${`pars-auto ${name} ${usage(command)}`.trimEnd()}`,
    ...(shown.length > 0 ? [optionTable(shown)] : []),
    ...(facts
      ? [
          factTable([
            ['Permission', permissionText(name)],
            ['`--json`', shown.some(({ long }) => long === '--json') ? 'yes' : 'no'],
            ['Ends also with', exitsOf(facts, needsOf(name, {}).length > 0).join(', ') || 'nothing else'],
          ]),
          `\`\`\`sh\n${facts.examples.map((example) => exampleLine(name, example).replace('  (', '  # (')).join('\n')}\n\`\`\``,
        ]
      : []),
    ...command.commands.flatMap((verb) => section(verb, `${name} ${verb.name()}`)),
  ]
}

/** As the help has it; a command with verbs takes one, or does something itself. */
const usage = (command: Command): string => command.usage().replace('[command]', '[verb]')

function permissionText(name: string): string {
  const entry: Needs = NEEDS[Object.hasOwn(NEEDS, name) ? (name as Guarded) : ANY_JOB]
  return [titles(entry.needs), remark(entry)].filter(Boolean).join('; ')
}

function optionTable(options: Option[]): string {
  const rows = options.map(
    (option) => `| \`${option.flags.replaceAll('|', '\\|')}\` | ${cell(aboutOf(option))} |`,
  )
  return ['| Option | |', '| --- | --- |', ...rows].join('\n')
}

function aboutOf({ description, argChoices, defaultValue, mandatory }: Option): string {
  const choices = argChoices ? ` One of ${argChoices.join(', ')}.` : ''
  const usual =
    defaultValue === undefined || defaultValue === true || Array.isArray(defaultValue)
      ? ''
      : ` Unless given: ${defaultValue}.`
  return `${description}${mandatory ? ' (must be given)' : ''}.${choices}${usual}`.replace(/([.?!])\./, '$1')
}

const factTable = (rows: [string, string][]): string =>
  ['| | |', '| --- | --- |', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n')

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
