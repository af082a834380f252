import type { Known } from './known.ts'
import { type Place, verbAt } from './place.ts'
import type { Verb } from './tree.ts'

/** What may stand at the cursor: words, or whatever file or folder there is. */
export type Candidates =
  | { kind: 'words'; words: Candidate[]; ofSchool?: OfSchool }
  | { kind: 'files' | 'folders' }

export interface Candidate {
  word: string
  about?: string
}

/** Words that come behind the others, and that only somebody can say who knows the school. */
type OfSchool = (known: Known) => Candidate[]

/** What can stand there, whatever was typed of it. */
export const candidatesAt = (place: Place): Candidates => (place.option ? ofOption(place) : ofWord(place))

/** Those that begin as what was typed does, whole. */
export function fitting(place: Place, words: Candidate[]): Candidate[] {
  const { word, before, option } = place
  return (
    words
      .filter((one) => one.word.startsWith(word))
      // Whoever types a dash wants an option, and nobody else does.
      .filter((one) => option !== undefined || one.word.startsWith('-') === word.startsWith('-'))
      .map((one) => ({ ...one, word: before + one.word }))
  )
}

const words = (all: Candidate[], ofSchool?: OfSchool): Candidates => ({
  kind: 'words',
  words: all,
  ...(ofSchool ? { ofSchool } : {}),
})
const named = (all: readonly string[]): Candidate[] => all.map((word) => ({ word }))

function ofOption(place: Place): Candidates {
  const { long, takes, choices } = place.option!
  if (choices) return words(named(choices))
  if (takes === 'file') return { kind: 'files' }
  if (takes === 'folder') return { kind: 'folders' }
  if (long === '--job') return words([], (known) => known.jobs())
  if (long === '--id')
    return words([], (known) => known.jobs().filter(({ job }) => job === verbAt(place).name))
  if (long === '--report') return words([], (known) => known.reports())
  if (long === '--unset')
    return words([], (known) => named(known.keysOf(undefined).map((key) => key.slice(0, -1))))
  return words([])
}

function ofWord(place: Place): Candidates {
  const { path, parameter, args, word } = place
  if (word.startsWith('-')) return words(optionsOf(place))
  const verbs = args.length === 0 || (args.length === 1 && args[0] === 'help') ? verbsOf(verbAt(place)) : []
  if (parameter?.choices) return words([...verbs, ...named(parameter.choices)])
  switch (parameter?.name) {
    case 'job':
      return words(verbs, (known) => jobsFor(path, known))
    case 'name':
      return words(verbs, (known) => reportsFor(path, known))
    case 'settings':
      return words([], (known) => named(known.keysOf(args[0])))
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
function jobsFor(path: Verb[], known: Known): Candidate[] {
  const [{ name: group }, { name }] = path.slice(-2) as [Verb, Verb]
  if (group === 'job') return known.jobsAndOthers()
  const jobs = known.jobs()
  if (['pause', 'resume'].includes(name))
    return [...jobs, { word: 'all', about: 'every job that is not mandatory' }]
  return group === 'report' ? jobs.filter(({ job }) => job === 'report') : jobs
}

function reportsFor(path: Verb[], known: Known): Candidate[] {
  const jobs = known.jobs().filter(({ job }) => job === 'report')
  switch (path.at(-1)!.name) {
    case 'send':
      return jobs
    case 'preview':
    case 'run':
      return [...known.reports(), ...jobs]
    default:
      return known.reports()
  }
}

/** Those that were not given yet; one that may be given again is shown again. */
function optionsOf({ given, word, ...place }: Place): Candidate[] {
  return verbAt(place)
    .options.filter(({ long, repeats, hidden }) => !hidden && (repeats || !given.has(long ?? '')))
    .flatMap(({ long, short, about }) => {
      const shown = word === '-' || !word.startsWith('--') ? [long, short] : [long]
      return shown.filter((one) => one !== undefined).map((one) => ({ word: one, about }))
    })
}

const verbsOf = ({ verbs }: Verb): Candidate[] => verbs.map(({ name, about }) => ({ word: name, about }))
