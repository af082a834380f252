import type { Config, ConfiguredJob } from '../config/config.ts'
import { readText } from '../config/read.ts'
import { references } from '../config/variables.ts'
import type { DatabasePlace } from '../db/database.ts'
import { own } from '../db/migrations/index.ts'
import { shownPlace } from '../db/open.ts'
import { when } from '../info/clock-words.ts'
import { reportNamed } from '../reports/index.ts'
import { titleOf } from '../reports/titled.ts'
import { inForceAt, type Pause, pausesOf, pausesSince, untilText } from '../runner/pause.ts'
import { iso, type School } from '../runner/school.ts'
import { dateInWords } from '../schedule/weekday.ts'
import { recipientsOf } from './recipients.ts'

/** What whoever takes over has to know. Words for people, in the order in which they stand on the page. */
export interface Handover {
  school: string
  /** ISO 8601 in UTC, and on the school's clock. */
  madeAt: string
  madeText: string
  jobs: HandedJob[]
  whenItFails: Advice[]
  where: [what: string, where: string][]
  /** Names of variables, never their values. */
  secrets: string[]
  calendar: string
  toMind: string[]
}

export interface HandedJob {
  job: string
  what: string
  why: string
  runs: string
  /** Who receives something of it. */
  who: string[]
  standing: string[]
}

interface Advice {
  if: string
  do: string
}

/** @param shown how an address of the config is shown to the person who asks */
export async function handoverOf(
  { config, db, host }: School,
  shown: (address: string) => string,
): Promise<Handover> {
  const now = await db.now()
  const { zone } = config.school
  const hosts = await db.all<{ source: string; last_tick_at: string }>(
    db.sql(own('source')).orderBy('last_tick_at', 'desc').limit(5).select('source', 'last_tick_at'),
  )
  return {
    school: config.school.name,
    madeAt: iso(now),
    madeText: when(zone, now),
    jobs: [...config.jobs].sort(byTime).map((job) => handed(config, job, shown)),
    whenItFails: WHEN_IT_FAILS,
    where: [
      ['Config', config.file],
      ['Database', placeText(config.database)],
      ...(config.sims ? [['SIMS', placeText(config.sims.place)] as [string, string]] : []),
      [
        'Scheduled',
        `every minute, by Task Scheduler, cron or systemd: \`pars-auto run-due --config ${config.file}\`; \`pars-auto verify-schedule\` looks whether it ticks`,
      ],
      ['Account', accountOf(config, host)],
      ['Last tick', tickText(hosts, (at) => when(zone, at))],
      ['Ways out', waysOut(config)],
      ['Alerts', alertsOf(config, shown)],
    ],
    secrets: secretsOf(config),
    calendar: calendarText(config),
    toMind: toMind(config, await pausesSince(db, now), now),
  }
}

/** What runs all day first, then by the time of day. */
const byTime = (one: ConfiguredJob, other: ConfiguredJob) => firstMinute(one) - firstMinute(other)

const firstMinute = ({ job, schedule }: ConfiguredJob) =>
  job.waiting ? -1 : (schedule.minutesOfDay[0] ?? 1440)

function handed(config: Config, configured: ConfiguredJob, shown: (address: string) => string): HandedJob {
  const { id, job, schedule, params, after, shadow, enabled } = configured
  const report = typeof params.report === 'string' ? reportNamed(params.report) : undefined
  return {
    job: id,
    what: titleOf(configured),
    why: report?.summary ?? job.summary,
    runs: schedule.text,
    who: recipientsOf(config, configured, shown),
    standing: [
      ...(job.mandatory ? ['mandatory'] : []),
      ...(enabled ? [] : ['switched off']),
      ...(enabled && shadow ? ['in shadow'] : []),
      ...(after.length > 0 ? [`after ${after.join(', ')}`] : []),
    ],
  }
}

/** What is to be typed stands between backticks. */
const WHEN_IT_FAILS: Advice[] = [
  {
    if: 'Anything',
    do: '`pars-auto status` says what needs you; `pars-auto why JOB` why a job ran, or did not',
  },
  {
    if: 'A job failed (exit 1, 7)',
    do: 'what can pass is tried again by itself; else `pars-auto show RUN`, put it right, `pars-auto JOB`',
  },
  {
    if: 'A run is held, or did only a part (8, 4)',
    do: 'see what it would remove: `pars-auto show RUN`; if that is right: `pars-auto approve RUN`',
  },
  {
    if: 'Deletions and sending are held',
    do: 'a restored backup, or a server long off: check, then `pars-auto resume`',
  },
  {
    if: 'Texts or mails are unknown',
    do: 'ask the provider; then `pars-auto outbox resolve ITEM` with `--sent`, `--not-sent` or `--again`',
  },
  { if: 'A job is locked (5)', do: 'its process died: `pars-auto unlock JOB`' },
  { if: 'The config is refused (3)', do: 'the last valid one goes on meanwhile: `pars-auto validate`' },
  {
    if: 'The database is out of reach (6)',
    do: '`pars-auto db ping`, then `pars-auto db check`; nothing is lost, what is due stays due',
  },
]

function placeText(place: DatabasePlace): string {
  if (place.type === 'sqlite') return `embedded, ${shownPlace(place)}`
  const { login } = place
  const who = 'user' in login ? `login ${login.user}` : 'an identity of Azure'
  return `SQL Server, ${shownPlace(place)}, ${who}, own tables in the schema ${place.ownSchema}`
}

function accountOf({ permissions }: Config, host: School['host']): string {
  const service = permissions?.service
  const named = [...(service?.accounts ?? []), ...(service?.groups ?? [])]
  return named.length > 0
    ? `${named.join(', ')} (permissions.service); no other may start it`
    : `not laid down in the config (permissions.service); this was made by ${host.person} on ${host.name}`
}

function tickText(hosts: { source: string; last_tick_at: string }[], clock: (at: string) => string): string {
  if (hosts.length === 0) return 'none on record yet: is run-due scheduled?'
  // `HOST:file`, where the file may have a colon of its own.
  return hosts.map(({ source, last_tick_at }) => `${source.split(':')[0]}, ${clock(last_tick_at)}`).join('; ')
}

function waysOut({ sms, mail, print }: Config): string {
  const ways = [
    ...(sms ? [`texts by ${sms.provider}`] : []),
    ...(mail ? [`mails by ${mail.smtp ? mail.smtp.host : `the folder ${mail.folder}`}`] : []),
    ...(print ? [`prints on ${print.printer ?? 'the printer that a job names'}`] : []),
  ]
  return ways.length > 0 ? ways.join('; ') : 'none: nothing leaves the school'
}

function alertsOf({ alerts }: Config, shown: (address: string) => string): string {
  const { mail, webhook, ping, tickPing } = alerts
  return [
    ...(mail.length > 0 ? [`mailed to ${mail.map(shown).join(', ')}`] : []),
    ...(webhook ? ['posted to the webhook of the config'] : []),
    ...(ping || tickPing ? ['a dead man’s switch is told of runs or ticks, and calls when they stop'] : []),
    'printed by run-due, and on `pars-auto dashboard`',
  ].join('; ')
}

/** Of the school's own file and of those that it extends. */
function secretsOf({ text, alsoRead, envFiles }: Config): string[] {
  const shared = alsoRead.filter((file) => !envFiles.includes(file)).map((file) => readText(file).text)
  const found = [text, ...shared].flatMap((one) => references(one))
  const names = [...new Set(found.flatMap(({ name }) => name ?? []))].sort()
  if (names.length === 0) return ['The config names no secret.']
  const files = envFiles.length > 0 ? `, or in ${envFiles.join(', ')}` : ''
  return [`In the environment of the account${files}: ${names.join(', ')}.`]
}

function calendarText({ calendar }: Config): string {
  const { endsOn } = calendar
  return endsOn
    ? `It ends on ${dateInWords(endsOn)}. Add the terms of the next year before that: without them every weekday counts as a school day.`
    : 'The config has none: every weekday counts as a school day.'
}

/** What is not as one would expect: what does not run, or does not act. */
function toMind(config: Config, pauses: Pause[], now: number): string[] {
  const { jobs } = config
  const ids = (some: ConfiguredJob[]) => some.map(({ id }) => id).join(', ')
  const mandatory = jobs.filter(({ job }) => job.mandatory)
  const off = jobs.filter(({ enabled }) => !enabled)
  const shadow = jobs.filter(({ enabled, shadow }) => enabled && shadow)
  const paused = jobs.flatMap((job) => {
    const pause = job.enabled && inForceAt(pausesOf(pauses, job), now)
    return pause ? [`${job.id} ${untilText(config, pause)}`] : []
  })
  return [
    ...(mandatory.length > 0 ? [`Must succeed every day, also in holidays: ${ids(mandatory)}.`] : []),
    ...(shadow.length > 0 ? [`In shadow, which means that PARS still does it: ${ids(shadow)}.`] : []),
    ...(paused.length > 0 ? [`Paused: ${paused.join('; ')}.`] : []),
    ...(off.length > 0 ? [`Switched off: ${ids(off)}.`] : []),
  ]
}
