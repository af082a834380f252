import type { Command, Option } from 'commander'

/** A command as completion needs it; plain data, which the build writes down. */
export interface Verb {
  name: string
  about: string
  verbs: Verb[]
  options: Flag[]
  parameters: Parameter[]
}

export interface Flag {
  long?: string
  short?: string
  about: string
  /** What its value is called; absent where it takes none, or need not. */
  takes?: string
  choices?: string[]
  /** May be given more than once. */
  repeats?: true
  hidden?: true
}

export interface Parameter {
  name: string
  choices?: string[]
  variadic?: true
}

/** A command and all that is below it. */
export function treeOf(command: Command): Verb {
  const help = command.createHelp()
  const visible = help.visibleOptions(command)
  const hidden = command.options.filter((option) => !visible.includes(option))
  const own = help.visibleCommands(command).filter((verb) => command.commands.includes(verb))
  const others = help.visibleCommands(command).filter((verb) => !own.includes(verb))
  return {
    name: command.name(),
    about: command.description(),
    verbs: [...own.map(treeOf), ...others.map(leafOf)],
    options: [...visible.map(flagOf), ...hidden.map((option): Flag => ({ ...flagOf(option), hidden: true }))],
    parameters: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      ...(argument.argChoices ? { choices: argument.argChoices } : {}),
      ...(argument.variadic ? { variadic: true } : {}),
    })),
  }
}

/** What commander answers by itself: `help`. */
const leafOf = (verb: Command): Verb => ({
  name: verb.name(),
  about: verb.description(),
  verbs: [],
  options: [],
  parameters: [],
})

function flagOf({ long, short, description, flags, required, argChoices, variadic, parseArg }: Option): Flag {
  const [, takes] = (required && /<([^>]+)>/.exec(flags)) || []
  return {
    ...(long ? { long } : {}),
    ...(short ? { short } : {}),
    about: description,
    ...(takes ? { takes } : {}),
    ...(argChoices ? { choices: argChoices } : {}),
    ...(variadic || parseArg ? { repeats: true } : {}),
  }
}
