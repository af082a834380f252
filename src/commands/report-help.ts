import { type Command, Help } from 'commander'

/**
 * Lets the help of a job that has verbs begin with them: they are what people look for, and the flags of the job,
 * of which there are many, are for running one by hand.
 */
export function verbsFirst(command: Command): void {
  const { subcommandTerm } = command.configureHelp() as Partial<Help>
  command.usage('[options] [verb]').configureHelp({
    ...(subcommandTerm ? { subcommandTerm } : {}),
    formatHelp(_command, helper) {
      const verbs: Help = Object.create(helper, { visibleOptions: { value: () => [] } })
      const flags = helper.visibleOptions(command)
      const width = helper.longestOptionTermLength(command, helper)
      return [
        Help.prototype.formatHelp.call(verbs, command, verbs),
        ...section(
          'Without a verb, it runs a report job of the config by hand, and changes of it:',
          flags.map((flag) =>
            helper.formatItem(helper.optionTerm(flag), width, helper.optionDescription(flag), helper),
          ),
        ),
      ].join('\n')
    },
  })
}

const section = (title: string, lines: string[]) => [title, ...lines, '']
