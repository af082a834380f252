import { type Command, Option } from 'commander'
import { Exit, type ExitCode, UserError, worst } from '../exit.ts'
import { drain } from '../outbox/drain.ts'
import { type Kind, kinds, states } from '../outbox/item.ts'
import { itemNumbered } from '../outbox/records.ts'
import { type Decision, resolve } from '../outbox/resolve.ts'
import { plural } from '../outbox/words.ts'
import type { School } from '../runner/school.ts'
import type { World } from '../world.ts'
import type { CommonOptions } from './options.ts'
import { listOutbox, numberOf, showItem } from './outbox-look.ts'
import { withSchool } from './school.ts'
import { json, verbsOf } from './verbs.ts'

/** Adds `outbox` with its verbs. */
export function addOutboxCommand(root: Command, world: World, done: (code: ExitCode) => void): void {
  const outbox = root
    .command('outbox')
    .description('What leaves the school: texts, mails, prints.')
    .option('-c, --config <file>', 'the config')
    .helpCommand(false)
    .action(async () => outbox.help({ error: true }))
  const verb = verbsOf(outbox, done)

  verb('list', 'What is on its way, what needs you, and what left last.', (o) => listOutbox(world, o))
    .addOption(new Option('--kind <kind>', 'only these').choices(kinds))
    .addOption(new Option('--state <state>', 'only in this state').choices(states))
    .option('-n, --count <number>', 'how many items to list', '20')
    .addOption(json())
  verb('show <item>', 'One item and what happened to it.', (o, item) => showItem(world, o, item)).addOption(
    json(),
  )
  verb(
    'resolve <item...>',
    'Say what came of items that are unknown: exactly one of the options.',
    (o, items) => resolveItems(world, o, items),
  )
    .option('--sent', 'they were sent')
    .option('--not-sent', 'they were not, and are not to be')
    .option('--again', 'send them again, as new items')
}

interface ResolveOptions extends CommonOptions {
  sent?: boolean
  notSent?: boolean
  again?: boolean
}

/** @param kind items of another are refused */
export async function resolveItems(
  world: World,
  options: ResolveOptions,
  ids: string[],
  kind?: Kind,
): Promise<ExitCode> {
  const decision = decisionOf(options)
  const numbers = ids.map(numberOf)
  const command = `${kind ?? 'outbox'} resolve`
  return withSchool(world, options, async (school) => {
    if (kind) await refuseOthers(school, numbers, kind)
    for (const id of numbers) {
      const again = await resolve(school, command, id, decision)
      world.out(again ? `Item ${id} is sent again as item ${again.id}.\n` : `Item ${id}: ${decision}.\n`)
    }
    return decision === 'again' ? worst(await drain(school)) : Exit.done
  })
}

async function refuseOthers({ db }: School, ids: number[], kind: Kind): Promise<void> {
  for (const id of ids) {
    const item = await itemNumbered(db, id)
    if (!item || item.kind === kind) continue
    throw new UserError(
      `Item ${id} is none of the ${plural(kind)}. See: pars-auto outbox show ${id}`,
      Exit.usage,
    )
  }
}

function decisionOf({ sent, notSent, again }: ResolveOptions): Decision {
  const chosen = [sent && 'sent', notSent && 'not sent', again && 'again'].filter((one) => one) as Decision[]
  if (chosen.length === 1) return chosen[0]!
  throw new UserError('Say what came of it: one of --sent, --not-sent and --again.', Exit.usage)
}
