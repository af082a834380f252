import { Exit, type ExitCode } from '../exit.ts'
import { seesPersonal } from '../permissions/person.ts'
import type { School } from '../runner/school.ts'
import type { Zone } from '../schedule/zone.ts'
import { type ListedReply, listReplies } from '../sms/inbox.ts'
import { countTexts, type ListedText, listTexts } from '../sms/listing.ts'
import type { TextState } from '../sms/text-states.ts'
import type { World } from '../world.ts'
import { asJson, columns, onOneLine, paint, when } from './display.ts'
import { type CommonOptions, countOf, numberOf } from './options.ts'
import { withSchoolInForce } from './school.ts'

interface QueueOptions extends CommonOptions {
  batch?: string
  pupil?: string
  state?: TextState
  count: string
}

/** The texts of the school's queue: what waits and why, and what became of the others. */
export async function listQueue(world: World, options: QueueOptions): Promise<ExitCode> {
  const count = countOf(options)
  const of = {
    batch: numberOf('--batch', options.batch),
    pupil: numberOf('--pupil', options.pupil),
    state: options.state,
  }
  return withSchoolInForce(world, options, async (school, person) => {
    const counts = await countTexts(school.db, of)
    const texts = await listTexts(school, { ...of, count, personal: seesPersonal(person) })
    if (options.json) world.out(asJson({ counts, texts }))
    else if (texts.length === 0) world.out('There is no such text in the queue.\n')
    else {
      const told = counts.map(({ state, count }) => `${count} ${state}`).join(', ')
      const more = counts.reduce((sum, { count }) => sum + count, 0) - texts.length
      world.out(`${told}\n\n${textTable(world, school, texts)}`)
      if (more > 0) world.out(`and ${more} more: --count ${more + texts.length} shows them all\n`)
      if (texts.some(({ state }) => state === 'unknown')) world.out(UNKNOWN)
    }
    return Exit.done
  })
}

const UNKNOWN =
  'Of an unknown one nobody knows whether it was sent, and it is not sent again by itself.\nOnce you know: pars-auto sms resolve TEXT --sent, --not-sent or --again\n'

function textTable(world: World, { config }: School, texts: ListedText[]): string {
  const { green, red, yellow, dim } = paint(world)
  const colours: Partial<Record<TextState, (text: string) => string>> = {
    ...{ sent: green, delivered: green, failed: red, unknown: red, deleted: dim },
  }
  const { zone } = config.school
  const hasCosts = texts.some(({ cost }) => cost !== null)
  const areShown = texts.some(({ body }) => body !== undefined)
  const rows = texts.map((text) => [
    ...[String(text.text), `${text.batch}${text.urgent ? '!' : ''}`, String(text.pupil), text.to],
    (colours[text.state] ?? yellow)(text.state),
    timeOf(text, zone),
    String(text.segments),
    ...(hasCosts ? [pence(text.cost)] : []),
    text.why ?? '',
    ...(areShown ? [onOneLine(text.body ?? '')] : []),
  ])
  const heads = ['Text', 'Batch', 'Pupil', 'To', 'State', 'When', 'Segments']
  const last = [...(hasCosts ? ['Cost'] : []), 'Why', ...(areShown ? ['Says'] : [])]
  return columns(world, [...heads, ...last], rows)
}

function timeOf({ goes, state, since }: ListedText, zone: Zone): string {
  if (goes) return `goes ${when(zone, goes)}`
  return `${state === 'queued' ? 'since ' : ''}${when(zone, since)}`
}

/** `2.4p`. */
export const pence = (cost: number | null | undefined): string => (cost == null ? '' : `${cost}p`)

/** The replies that came in. */
export async function listInbox(
  world: World,
  options: CommonOptions & { unmatched?: boolean; count: string },
): Promise<ExitCode> {
  const count = countOf(options)
  return withSchoolInForce(world, options, async ({ db, config }, person) => {
    const personal = seesPersonal(person)
    const replies = await listReplies(db, { count, unmatched: options.unmatched, personal })
    if (options.json) world.out(asJson(replies))
    else if (replies.length === 0)
      world.out(options.unmatched ? 'No reply answers nothing.\n' : 'No reply has come in.\n')
    else {
      const { zone } = config.school
      const rows = replies.map((reply) => [
        ...[String(reply.reply), when(zone, reply.received), reply.from, String(reply.characters)],
        answerText(reply),
        reply.stop ? paint(world).red('asks for no more texts') : '',
        ...(personal ? [onOneLine(reply.body ?? '')] : []),
      ])
      const heads = ['Reply', 'Came in', 'From', 'Characters', 'Answers', '', ...(personal ? ['Says'] : [])]
      world.out(columns(world, heads, rows))
    }
    return Exit.done
  })
}

function answerText({ filed, batch, pupils }: ListedReply): string {
  if (!filed) return 'not filed yet'
  if (batch === null) return 'nothing'
  return `batch ${batch}, about pupil${pupils.length === 1 ? '' : 's'} ${pupils.join(', ')}`
}
