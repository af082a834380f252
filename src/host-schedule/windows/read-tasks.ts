import { XMLParser } from 'fast-xml-parser'
import { type Entry, readTick, type Trouble, type Wanted } from '../schedule.ts'
import { splitWords } from './arguments.ts'

/** What is read of a task; each may be missing, or be what it likes. */
interface Task {
  RegistrationInfo?: { URI?: string }
  Triggers?: Record<string, Trigger | Trigger[]>
  Settings?: { Enabled?: string; MultipleInstancesPolicy?: string }
  Principals?: { Principal?: { LogonType?: string } }
  Actions?: { Exec?: Exec | Exec[] }
}

interface Exec {
  Command?: string
  Arguments?: string
  WorkingDirectory?: string
}

interface Trigger {
  Enabled?: string
  EndBoundary?: string
  Repetition?: { Interval?: string; Duration?: string }
}

/** Into a pipe, schtasks writes in the code page of the console whatever its first line says. */
export function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le')
  if (bytes[1] === 0) return bytes.toString('utf16le')
  return bytes.toString('utf8')
}

/**
 * The tasks that start ticks, among all that schtasks lists.
 * @param listed what `schtasks /query /xml` prints: one document, or one after the other
 */
export function readTasks(listed: string, wanted: Pick<Wanted, 'name'>): Entry[] {
  const inside = listed.replace(/<\?xml[^>]*\?>/g, '').replace(/<\/?Tasks>/g, '')
  const parser = new XMLParser({
    ignoreAttributes: true,
    parseTagValue: false,
    isArray: (name) => name === 'Task',
  })
  const { Tasks } = parser.parse(`<Tasks>${inside}</Tasks>`) as { Tasks?: { Task?: Task[] } }
  return (Tasks?.Task ?? []).flatMap((task) => entriesOf(task, wanted))
}

function entriesOf(task: Task, { name }: Pick<Wanted, 'name'>): Entry[] {
  const path = task.RegistrationInfo?.URI ?? '\\?'
  return listOf(task.Actions?.Exec).flatMap(({ Command = '', Arguments = '', WorkingDirectory }) => {
    // A command with blanks needs no quotes, and has none when Windows wrote it.
    const tick = readTick([unquoted(Command), ...splitWords(Arguments)])
    if (!tick) return []
    return {
      kind: 'windows' as const,
      where: `task ${path}`,
      isNamed: path.toLowerCase() === `\\${name}`.toLowerCase(),
      isOff: task.Settings?.Enabled === 'false',
      program: tick.program,
      folder: WorkingDirectory && unquoted(WorkingDirectory),
      config: tick.config,
      troubles: [...ofTriggers(task), ...ofSettings(task)],
      removal: `schtasks /delete /tn "${path}"`,
    }
  })
}

function ofTriggers({ Triggers }: Task): Trouble[] {
  const triggers = Object.values(Triggers ?? {}).flatMap(listOf)
  const isMinutely = triggers.some(
    ({ Enabled, EndBoundary, Repetition }) =>
      Enabled !== 'false' && !EndBoundary && Repetition?.Interval === 'PT1M' && isEndless(Repetition),
  )
  if (isMinutely) return []
  return [{ problem: 'it does not start every minute, all day, without an end', cure: AGAIN }]
}

/** One that starts afresh each day may end with the day. */
const isEndless = ({ Duration }: { Duration?: string }): boolean =>
  Duration === undefined || Duration === '' || /^P(?!T)|^PT(?:24H|1440M)/.test(Duration)

function ofSettings({ Settings, Principals }: Task): Trouble[] {
  const policy = Settings?.MultipleInstancesPolicy ?? 'IgnoreNew'
  const logon = Principals?.Principal?.LogonType
  return [
    ...(policy === 'Parallel'
      ? []
      : [{ problem: `while one job takes long no other starts (${policy}, not Parallel)`, cure: AGAIN }]),
    ...(logon === 'InteractiveToken'
      ? [{ problem: 'it runs only while its account is logged on', cure: AGAIN }]
      : []),
  ]
}

const AGAIN = 'pars-auto install-schedule'

const listOf = <T>(one: T | T[] | undefined): T[] =>
  one === undefined ? [] : Array.isArray(one) ? one : [one]

const unquoted = (text: string): string => text.trim().replace(/^"(.*)"$/, '$1')
