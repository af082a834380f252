import type { Command } from 'commander'
import type { Known } from './known.ts'
import type { Place } from './place.ts'

/** What may stand at the cursor: words, or whatever file or folder there is. */
export type Candidates = { kind: 'words'; words: Candidate[] } | { kind: 'files' | 'folders' }

export interface Candidate {
  word: string
  about?: string
}

/** What can stand there, and begins as what was typed does. */
export async function candidatesFor(place: Place, known: Known): Promise<Candidates> {
  const { word, before, option, command } = place
  const found = option ? await ofOption(place, known) : await ofWord(place, known)
  if (found.kind !== 'words') return found
  const fitting = found.words
    .filter((one) => one.word.startsWith(word))
    // Whoever types a dash wants an option, and nobody else does.
    .filter((one) => option !== undefined || one.word.startsWith('-') === word.startsWith('-'))
    .filter(({ word: name }) => command.parent !== null || name !== '')
  return { kind: 'words', words: fitting.map((one) => ({ ...one, word: before + one.word })) }
}

const words = (all: Candidate[]): Candidates => ({ kind: 'words', words: all })
const named = (all: readonly string[]): Candidates => words(all.map((word) => ({ word })))

async function ofOption({ option, command }: Place, known: Known): Promise<Candidates> {
  const { argChoices, flags, long } = option!
  if (argChoices) return named(argChoices)
  if (/<file>/.test(flags)) return { kind: 'files' }
  if (/<folder>/.test(flags)) return { kind: 'folders' }
  if (long === '--job') return words(await known.jobs())
  if (long === '--id') return words((await known.jobs()).filter(({ job }) => job === command.name()))
  if (long === '--report') return words(await known.reports())
  if (long === '--unset') return named((await known.keysOf(undefined)).map((key) => key.slice(0, -1)))
  return words([])
}

async function ofWord(place: Place, known: Known): Promise<Candidates> {
  const { command, argument, args, word } = place
  if (word.startsWith('-')) return words(optionsOf(place))
  const verbs = args.length === 0 || (args.length === 1 && args[0] === 'help') ? verbsOf(command) : []
  if (argument?.argChoices) return words([...verbs, ...argument.argChoices.map((one) => ({ word: one }))])
  switch (argument?.name()) {
    case 'job':
      return words([...verbs, ...(await jobsFor(command, known))])
    case 'name':
      return words([...verbs, ...(await reportsFor(command, known))])
    case 'settings':
      return named(await known.keysOf(args[0]))
    case 'file':
    case 'files':
      return { kind: 'files' }
    case 'folder':
      return { kind: 'folders' }
    default:
      return words(verbs)
  }
}

/** `job show` and `job set` know those that the config lacks as well; `report who` those that send a report. */
async function jobsFor(command: Command, known: Known): Promise<Candidate[]> {
  if (command.parent?.name() === 'job') return known.jobsAndOthers()
  const jobs = await known.jobs()
  if (['pause', 'resume'].includes(command.name()))
    return [...jobs, { word: 'all', about: 'every job that is not mandatory' }]
  return command.parent?.name() === 'report' ? jobs.filter(({ job }) => job === 'report') : jobs
}

async function reportsFor(command: Command, known: Known): Promise<Candidate[]> {
  const jobs = (await known.jobs()).filter(({ job }) => job === 'report')
  switch (command.name()) {
    case 'send':
      return jobs
    case 'preview':
    case 'run':
      return [...(await known.reports()), ...jobs]
    default:
      return known.reports()
  }
}

/** Those that were not given yet; one that may be given again is shown again. */
function optionsOf({ command, given, word }: Place): Candidate[] {
  const visible = command.createHelp().visibleOptions(command)
  return visible
    .filter(({ long, variadic, parseArg }) => variadic || parseArg || !given.has(long ?? ''))
    .flatMap(({ long, short, description }) => {
      const shown = word === '-' || !word.startsWith('--') ? [long, short] : [long]
      return shown.filter((one) => one !== undefined).map((one) => ({ word: one, about: description }))
    })
}

const verbsOf = (command: Command): Candidate[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((verb) => ({ word: verb.name(), about: verb.description() }))
