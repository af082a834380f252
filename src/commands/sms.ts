import { type Command, Option } from 'commander'
import type { ExitCode } from '../exit.ts'
import { textStates } from '../sms/listing.ts'
import type { World } from '../world.ts'
import { changeTexts, resolveTexts, urgentBatch } from './sms-change.ts'
import { listInbox, listQueue } from './sms-look.ts'
import { sendByHand } from './sms-send.ts'
import { testText } from './sms-test.ts'
import { json, verbsOf } from './verbs.ts'

/** Adds to the job `sms` the verbs for what people do with texts. */
export function addSmsVerbs(sms: Command, world: World, done: (code: ExitCode) => void): void {
  const verb = verbsOf(sms, done)
  const batch = () => new Option('--batch <batch>', 'all texts of a batch')
  sms.helpCommand(false)

  verb('queue', 'The texts that wait, when each goes, and what became of the others.', (o) =>
    listQueue(world, o),
  )
    .option('--batch <batch>', 'of this batch only')
    .option('--pupil <pupil>', 'about this pupil only')
    .addOption(new Option('--state <state>', 'in this state only').choices(textStates))
    .option('-n, --count <number>', 'how many texts to list', '20')
    .addOption(json())
  verb('delete [text...]', 'Take texts out of the queue before they go.', (o, texts) =>
    changeTexts(world, o, texts, 'delete'),
  ).addOption(batch())
  verb('delay [text...]', 'Let texts that wait go later.', (o, texts) =>
    changeTexts(world, o, texts, 'delay'),
  )
    .addOption(batch())
    .requiredOption('--until <time>', 'on the school clock: 16:30, or "2026-11-24 07:30"')
  verb('urgent', 'Let a batch go in the parents’ quiet hours. It is recorded who did so.', (o) =>
    urgentBatch(world, o),
  ).requiredOption('--batch <batch>', 'the batch')
  verb('resolve <text...>', 'Say what came of texts that are unknown: one of the options.', (o, texts) =>
    resolveTexts(world, o, texts),
  )
    .option('--sent', 'they arrived')
    .option('--not-sent', 'they did not, and are not to be sent')
    .option('--again', 'send them again')
  verb('replies', 'The replies that came in, and what each answers.', (o) => listInbox(world, o))
    .option('--unmatched', 'those that answer no text only')
    .option('-n, --count <number>', 'how many', '20')
    .addOption(json())
  verb('send', 'Queue a text about a pupil. Shows first what it is and costs.', (o) => sendByHand(world, o))
    .requiredOption('--pupil <pupil>', 'the pupil it is about')
    .requiredOption('--text <text>', 'the text')
    .option('--to <number>', 'where it goes, if not to whoever is called first')
    .option('--not-before <time>', 'on the school clock: 16:30, or "2026-11-24 07:30"')
    .option('--urgent', 'also in the parents’ quiet hours')
    .option('--dry-run', 'queue nothing')
    .addOption(json())
  verb('test <number>', 'Send one text now to a number of your own; show the credit left.', (o, number) =>
    testText(world, o, number),
  )
}
