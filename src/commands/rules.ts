import type { Command } from 'commander'
import type { ExitCode } from '../exit.ts'
import type { World } from '../world.ts'
import { listRules, showRule, tryRule } from './rules-look.ts'
import { reviewRules, withdrawAwards } from './rules-mend.ts'
import { json, verbsOf } from './verbs.ts'

/** Adds `rules` with its verbs. */
export function addRulesCommand(root: Command, world: World, done: (code: ExitCode) => void): void {
  const rules = root
    .command('rules')
    .description('Rule based behaviours: what is awarded for what, and to whom.')
    .option('-c, --config <file>', 'the config')
    .helpCommand(false)
    .action(async () => rules.help({ error: true }))
  const verb = verbsOf(rules, done)

  verb('list', 'Every rule and bonus job in a sentence, and what it has awarded.', (o) =>
    listRules(world, o),
  ).addOption(json())
  verb('show <rule>', 'One rule in full: a number, or the id of a bonus job.', (o, rule) =>
    showRule(world, o, rule),
  ).addOption(json())
  verb(
    'try <rule>',
    'Who would be awarded and why, also by a rule that is not active. Writes nothing.',
    (o, rule) => tryRule(world, o, rule),
  )
    .option('--on <date>', 'as if it were that day, such as 2026-11-23 (default: today)')
    .addOption(json())
  verb('review [rule]', 'Awards no longer earned, after a mark was corrected for example.', (o, rule) =>
    reviewRules(world, o, rule),
  ).addOption(json())
  verb(
    'withdraw [award...]',
    'Remove the incidents of awards, for good: they are not given again.',
    (o, awards) => withdrawAwards(world, o, awards),
  )
    .option('--rule <rule>', 'all awards of a rule, or with --all-unearned only those of it')
    .option('--all-unearned', 'what rules review lists')
}
