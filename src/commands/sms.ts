import { type Command, Option } from 'commander'
import type { ExitCode } from '../exit.ts'
import { textStates } from '../sms/text-states.ts'
import type { World } from '../world.ts'
import { json, verbsOf } from './verbs.ts'

/** Adds to the job `sms` the verbs for what people do with texts. */
export function addSmsVerbs(sms: Command, world: World, done: (code: ExitCode) => void): void {
  const verb = verbsOf(sms, done)
  const batch = () => new Option('--batch <batch>', 'all texts of a batch')
  sms.helpCommand(false)
  // Loaded when they are asked for: what reads phone numbers is large.
  const change = () => import('./sms-change.ts')
  const look = () => import('./sms-look.ts')

  verb('queue', 'The texts that wait, when each goes, and what became of the others.', async (o) =>
    (await look()).listQueue(world, o),
  )
    .option('--batch <batch>', 'of this batch only')
    .option('--pupil <pupil>', 'about this pupil only')
    .addOption(new Option('--state <state>', 'in this state only').choices(textStates))
    .option('-n, --count <number>', 'how many texts to list', '20')
    .addOption(json())
  verb('delete [text...]', 'Take texts out of the queue before they go.', async (o, texts) =>
    (await change()).changeTexts(world, o, texts, 'delete'),
  ).addOption(batch())
  verb('delay [text...]', 'Let texts that wait go later.', async (o, texts) =>
    (await change()).changeTexts(world, o, texts, 'delay'),
  )
    .addOption(batch())
    .requiredOption('--until <time>', 'on the school clock: 16:30, or "2026-11-24 07:30"')
  verb('urgent', 'Let a batch go in the parents’ quiet hours. It is recorded who did so.', async (o) =>
    (await change()).urgentBatch(world, o),
  ).requiredOption('--batch <batch>', 'the batch')
  verb(
    'resolve <text...>',
    'Say what came of texts that are unknown: one of the options.',
    async (o, texts) => (await change()).resolveTexts(world, o, texts),
  )
    .option('--sent', 'they arrived')
    .option('--not-sent', 'they did not, and are not to be sent')
    .option('--again', 'send them again')
  verb('replies', 'The replies that came in, and what each answers.', async (o) =>
    (await look()).listInbox(world, o),
  )
    .option('--unmatched', 'those that answer no text only')
    .option('-n, --count <number>', 'how many', '20')
    .addOption(json())
  verb('send', 'Queue a text about a pupil. Shows first what it is and costs.', async (o) =>
    (await import('./sms-send.ts')).sendByHand(world, o),
  )
    .requiredOption('--pupil <pupil>', 'the pupil it is about')
    .requiredOption('--text <text>', 'the text')
    .option('--to <number>', 'where it goes, if not to whoever is called first')
    .option('--not-before <time>', 'on the school clock: 16:30, or "2026-11-24 07:30"')
    .option('--urgent', 'also in the parents’ quiet hours')
    .option('--dry-run', 'queue nothing')
    .addOption(json())
  verb(
    'test <number>',
    'Send one text now to a number of your own; show the credit left.',
    async (o, number) => (await import('./sms-test.ts')).testText(world, o, number),
  )
}
