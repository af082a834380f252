import type { Flag, Parameter, Verb } from './tree.ts'

/** Where on a command line the cursor is. */
export interface Place {
  /** The commands that lead to it, the program first; it belongs to the last one. */
  path: Verb[]
  /** What was typed of the word so far. */
  word: string
  /** What stands before the part that is completed: `--format=`. */
  before: string
  /** The option whose value it is. */
  option?: Flag
  /** The argument that it is, where it can be one; verbs come before arguments. */
  parameter?: Parameter
  /** The arguments before it. */
  args: string[]
  /** The values of options before it, by their long names. */
  values: Map<string, string>
  /** Options that were given, by their long names. */
  given: Set<string>
}

/** The command that the cursor belongs to. */
export const verbAt = ({ path }: Pick<Place, 'path'>): Verb => path.at(-1)!

/**
 * Where the cursor is.
 * @param words what was typed behind the name of the program, the word at the cursor last; bash takes an = for a word
 */
export function placeOf(root: Verb, words: string[]): Place {
  const typed = words.slice(0, -1)
  const last = words.at(-1) ?? ''
  const place: Place = { path: [root], word: last, before: '', args: [], values: new Map(), given: new Set() }
  let option: Flag | undefined
  for (const word of typed) {
    if (option && word === '=') continue
    if (option) {
      place.values.set(nameOf(option), word)
      option = undefined
    } else if (word.startsWith('-') && word !== '-') option = optionIn(place, word)
    else take(place, word)
  }
  if (last === '=') place.word = ''
  if (option) return { ...place, option }
  const [, flag, value] = /^(--[^=]+=)(.*)$/.exec(last) ?? []
  const named = flag === undefined ? undefined : find(place, flag.slice(0, -1))
  if (named) return { ...place, option: named, before: flag!, word: value! }
  const parameter = parameterAt(place)
  return parameter ? { ...place, parameter } : place
}

const nameOf = ({ long, short }: Flag): string => long ?? short!

/** An option that still wants a value. */
function optionIn(place: Place, word: string): Flag | undefined {
  const [flag = '', value] = word.split('=', 2)
  const option = find(place, flag)
  if (!option) return undefined
  place.given.add(nameOf(option))
  if (value !== undefined) place.values.set(nameOf(option), value)
  return value === undefined && option.takes !== undefined ? option : undefined
}

/** One of the command, or of one above it. */
function find({ path }: Place, flag: string): Flag | undefined {
  const all = path.toReversed().flatMap(({ options }) => options)
  return all.find(({ long, short }) => long === flag || short === flag)
}

/** A verb leads on to its command; anything else is an argument, and what is to be explained is one of `help`. */
function take(place: Place, word: string): void {
  const verb = place.args.length === 0 && verbAt(place).verbs.find(({ name }) => name === word)
  if (verb && verb.name !== 'help') place.path.push(verb)
  else place.args.push(word)
}

function parameterAt(place: Place): Parameter | undefined {
  const all = verbAt(place).parameters
  const last = all.at(-1)
  return all[place.args.length] ?? (last?.variadic ? last : undefined)
}
