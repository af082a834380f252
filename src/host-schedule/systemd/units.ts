import { UserError } from '../../exit.ts'
import { readTick, type Tick, tickOf, type Wanted } from '../schedule.ts'
import { unitWord, unitWords } from './quoting.ts'

/** A job may take up to 24 hours, and a tick may have several: what is longer at it is stuck. */
const LIMIT = '26h'

const HEAD = '# Made by pars-auto install-schedule, which writes it anew.'

/**
 * What the timer starts. A service runs once at a time, and a tick with a long job would keep the next ones from
 * starting: so each tick becomes a unit of its own, and this service is over at once. What systemd says about
 * itself, six lines a minute, does not fill the journal; what a tick says is kept.
 */
export function serviceText(wanted: Wanted): string {
  const { config, folder, account, system } = wanted
  if (/[\n\r]/.test(config + folder))
    throw new UserError('systemd cannot start what has a line break in its path.')
  const given = [
    'systemd-run',
    ...(system ? [] : ['--user']),
    '--quiet',
    '--collect',
    ...(system && account !== undefined ? [`--uid=${account}`] : []),
    `--working-directory=${folder}`,
    `--property=RuntimeMaxSec=${LIMIT}`,
    '--property=LogLevelMax=notice',
    '--property=SyslogLevel=notice',
    `--property=SyslogIdentifier=${wanted.name}`,
    '--',
  ]
  // A dollar sign is looked at twice: in this unit, and in the one that is made of it.
  const tick = tickOf(wanted).map((word) => word.replaceAll('$', '$$$$'))
  return [
    HEAD,
    '[Unit]',
    `Description=${wanted.name}: start what is due`,
    'Documentation=man:systemd-run(1)',
    '',
    '[Service]',
    'Type=oneshot',
    'LogLevelMax=notice',
    `ExecStart=${[...given, ...tick].map(unitWord).join(' ')}`,
    '',
  ].join('\n')
}

/** Every minute by UTC, to the second; what was missed while the host was off, the next tick finds by itself. */
export const timerText = ({ name }: Wanted): string =>
  [
    HEAD,
    '[Unit]',
    `Description=${name}: every minute`,
    '',
    '[Timer]',
    'OnCalendar=*-*-* *:*:00 UTC',
    'AccuracySec=1s',
    'Persistent=false',
    `Unit=${name}.service`,
    '',
    '[Install]',
    'WantedBy=timers.target',
    '',
  ].join('\n')

/** What a service starts; undefined for one that starts no ticks. */
export function readService(text: string): (Tick & { folder?: string | undefined }) | undefined {
  const words = unitWords(/^ExecStart=(.*)$/m.exec(text)?.[1] ?? '')
  const isRun = /(?:^|\/)systemd-run$/.test(words[0] ?? '')
  const first = isRun ? words.findIndex((word, at) => at > 0 && !word.startsWith('-')) : 0
  const given = words.slice(1, first)
  const tick = readTick(isRun ? words.slice(first).map((word) => word.replaceAll('$$', '$')) : words)
  if (!tick) return undefined
  const option = '--working-directory='
  const folder = isRun
    ? given.find((word) => word.startsWith(option))?.slice(option.length)
    : /^WorkingDirectory=(.*)$/m.exec(text)?.[1]
  return { ...tick, folder }
}

/** Whether a timer starts its service every minute. */
export const isMinutely = (timer: string): boolean =>
  /^OnCalendar=(?:minutely|\*-\*-\* \*:\*:00)(?: UTC)?\s*$/m.test(timer) ||
  /^OnUnit(?:Active|Inactive)Sec=(?:60s?|1m|1min)\s*$/m.test(timer)
