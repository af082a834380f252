import type { Argument, Command, Option } from 'commander'

/** Where on a command line the cursor is. */
export interface Place {
  /** The command that it belongs to. */
  command: Command
  /** What was typed of the word so far. */
  word: string
  /** What stands before the part that is completed: `--format=`. */
  before: string
  /** The option whose value it is. */
  option?: Option
  /** The argument that it is, where it can be one; verbs come before arguments. */
  argument?: Argument
  /** The arguments before it. */
  args: string[]
  /** The values of options before it. */
  values: Map<string, string>
  /** Options that were given. */
  given: Set<string>
}

/**
 * Where the cursor is.
 * @param words what was typed behind the name of the program, the word at the cursor last; bash takes an = for a word
 */
export function placeOf(root: Command, words: string[]): Place {
  const typed = words.slice(0, -1)
  const last = words.at(-1) ?? ''
  const place: Place = {
    command: root,
    word: last,
    before: '',
    args: [],
    values: new Map(),
    given: new Set(),
  }
  let option: Option | undefined
  for (const word of typed) {
    if (option && word === '=') continue
    if (option) {
      place.values.set(option.attributeName(), word)
      option = undefined
    } else if (word.startsWith('-') && word !== '-') option = optionIn(place, word)
    else take(place, word)
  }
  if (last === '=') place.word = ''
  if (option) return { ...place, option }
  const [, flag, value] = /^(--[^=]+=)(.*)$/.exec(last) ?? []
  const named = flag === undefined ? undefined : find(place.command, flag.slice(0, -1))
  if (named) return { ...place, option: named, before: flag!, word: value! }
  const argument = argumentAt(place)
  return argument ? { ...place, argument } : place
}

/** An option that still wants a value. */
function optionIn(place: Place, word: string): Option | undefined {
  const [flag = '', value] = word.split('=', 2)
  const option = find(place.command, flag)
  if (!option) return undefined
  place.given.add(option.long ?? flag)
  if (value !== undefined) place.values.set(option.attributeName(), value)
  return value === undefined && option.required ? option : undefined
}

/** One of the command, or of one above it. */
function find(command: Command, flag: string): Option | undefined {
  const own = command.options.find(({ long, short }) => long === flag || short === flag)
  return own ?? (command.parent ? find(command.parent, flag) : undefined)
}

/** A verb leads on to its command; anything else is an argument. */
function take(place: Place, word: string): void {
  const verb = place.args.length === 0 && place.command.commands.find((one) => one.name() === word)
  if (verb) place.command = verb
  else place.args.push(word)
}

function argumentAt({ command, args }: Place): Argument | undefined {
  const all = command.registeredArguments
  const last = all.at(-1)
  return all[args.length] ?? (last?.variadic ? last : undefined)
}
