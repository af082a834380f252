import { randomUUID } from 'node:crypto'
import { Exit, type ExitCode, UserError } from '../exit.ts'
import type { NewItem } from '../outbox/enqueue.ts'
import { digestOf } from '../outbox/file.ts'
import type { Item } from '../outbox/item.ts'
import { refuseWhileHeld, sendNow } from '../outbox/send-now.ts'
import { unknownPrinter } from '../print/channel.ts'
import { printContent } from '../print/content.ts'
import { type Printer, spoolerHere } from '../print/spooler.ts'
import { SpoolerTrouble } from '../print/trouble.ts'
import type { School } from '../runner/school.ts'
import type { World } from '../world.ts'
import { asJson, columns, when } from './display.ts'
import type { CommonOptions } from './options.ts'
import { withSchool } from './school.ts'

/** Prints one page now, through the outbox as everything is printed, and says how far it came. */
export async function test(
  world: World,
  options: CommonOptions,
  named: string | undefined,
): Promise<ExitCode> {
  return withSchool(world, options, async (school) => {
    const { print } = school.config
    if (!print)
      throw new UserError('The config has no section print: add print: { printer: NAME }.', Exit.usage)
    const printer = named ?? print.printer
    if (printer === undefined)
      throw new UserError(
        'Which printer? The config names none: pars-auto print test NAME. See: pars-auto print printers',
        Exit.usage,
      )
    await refuseWhileHeld(school)
    const known = await printersHere()
    if (!known.some(({ name }) => name === printer))
      throw new UserError(unknownPrinter(printer, known), Exit.usage)
    const { testPage } = await import('../print/test-page.ts')
    const { config, db, host } = school
    const at = `${when(config.school.zone, await db.now())} (${config.school.zone.name})`
    const page = await testPage({ school: config.school.name, printer, person: host.person, at })
    return report(world, await sendNow(school, 'print test', testItem(school, printer, page), [page]))
  })
}

const testItem = ({ host }: School, printer: string, page: Buffer): NewItem => ({
  kind: 'print',
  reference: `test-${randomUUID()}`,
  title: 'Test page',
  recipient: printer,
  content: printContent({
    ...{ printer, copies: 1, sides: 'one' },
    file: { digest: digestOf(page), name: 'test page.pdf', type: 'application/pdf' },
  }),
  queued_by: host.person,
})

function report(world: World, { id, state, reason, provider, provider_id, recipient }: Item): ExitCode {
  const say = (words: string) => world.out(`${words}\n`)
  if (state === 'sent') {
    say(`Sent: the spooler has taken it${provider_id ? `, as ${provider_id}` : ''}.`)
    const where = provider === 'cups' ? `lpstat -p ${recipient}` : 'the queue of the printer in Windows'
    say(`No program can know whether a page came out. If none does, see ${where}, and the printer itself.`)
  } else if (state === 'queued' || state === 'sending') {
    say(`Not printed yet. ${reason ?? 'Another run of pars-auto is printing, and will print it.'}`)
    say('It is tried for ten minutes. See: pars-auto print queue')
  } else if (state === 'unknown') {
    say(`Nobody knows whether it was printed. ${reason ?? ''} Once you know: pars-auto print resolve ${id}`)
  } else say(`Not printed. ${reason ?? ''}`)
  return state === 'sent' ? Exit.done : Exit.failed
}

/** The printers of this computer, as its spooler names them. */
export async function printers(world: World, options: CommonOptions): Promise<ExitCode> {
  const found = await printersHere()
  if (options.json) world.out(asJson(found))
  else if (found.length === 0) world.out('This computer has no printers.\n')
  else
    world.out(
      columns(
        world,
        ['Printer', 'State', ''],
        found.map(({ name, state, why = '' }) => [name, state, why]),
      ),
    )
  return Exit.done
}

async function printersHere(): Promise<Printer[]> {
  try {
    return await spoolerHere().printers()
  } catch (error) {
    throw error instanceof SpoolerTrouble ? new UserError(error.message) : error
  }
}
