import path from 'node:path'
import { when } from '../info/clock-words.ts'
import { type Html, html } from '../info/html.ts'
import { pageOf, section } from '../info/page-frame.ts'
import { grouped } from '../info/words.ts'
import { titleOf } from '../reports/titled.ts'
import { calendarMonths } from './calendar-page.ts'
import { type Dashboard, type ShownJob, standingOf } from './dashboard.ts'
import { durations } from './durations.ts'
import { outgoing } from './outgoing.ts'
import { dashboardStyle } from './page-style.ts'
import { commands, tableOf } from './parts.ts'
import { timeline } from './timeline.ts'
import type { Trouble } from './trouble.ts'

/** All of it as one page: what needs somebody first, then the days, the jobs, what left, and the calendar. */
export function dashboardPage(dashboard: Dashboard): string {
  const { config, now, host, shown } = dashboard
  const { zone, name } = config.school
  const today = shown.days.at(-1)!
  return pageOf({
    title: `Automation: ${name}`,
    style: dashboardStyle,
    body: html`<a class="skip" href="#main">To the content</a>
<header>
<h1>${name}</h1>
<p class="soft">Automation, as it stood on ${when(zone, now)}. Times are the school’s. Of the config ${path.basename(config.file)} (${config.hash.slice(0, 12)}), made on ${host}.</p>
</header>
<main id="main">
${facts(dashboard)}
${needs(dashboard)}
${section('days', `The last ${shown.days.length} days`, 'What each job came to on each day.', timeline(dashboard))}
${jobs(dashboard)}
${mishaps(dashboard)}
${section('outgoing', 'Texts and mails', 'By the day they were put on their way.', ...outgoing(dashboard))}
${section('calendar', 'The school’s calendar', 'As the config has it: it says on which days jobs run.', calendarMonths(config.calendar, today))}
</main>
<footer>Made by pars-auto dashboard. It holds numbers and ids, and nothing about a person.</footer>`,
  })
}

function facts({ config, troubles, jobs, hosts, now }: Dashboard): Html {
  const { zone } = config.school
  const newest = hosts[0]?.last_tick_at
  const quiet = newest === undefined || now - Date.parse(newest) > TICK_LATE
  const tick = newest
    ? html`last tick on record, ${unbroken(when(zone, newest))}`
    : 'no tick on record: is run-due scheduled?'
  const on = jobs.filter(({ configured }) => configured.enabled)
  const inShadow = on.filter(({ configured }) => configured.shadow).length
  const next = jobs
    .filter((job) => job.next !== undefined && !job.paused && !job.configured.job.waiting)
    .sort((a, b) => a.next!.at - b.next!.at)[0]
  const items: [look: string, figure: string, what: string | Html][] = [
    troubles.length > 0
      ? [
          'bad',
          grouped(troubles.length),
          troubles.length === 1 ? 'thing needs somebody' : 'things need somebody',
        ]
      : ['good', 'All well', 'nothing needs anybody'],
    [quiet ? 'warn' : 'good', newest ? ago(now - Date.parse(newest)) : 'Never', tick],
    ['', grouped(on.length), `jobs switched on${inShadow > 0 ? `, ${inShadow} of them in shadow` : ''}`],
    ...(next
      ? [
          [
            '',
            when(zone, next.next!.at).slice(-5),
            html`next: ${next.configured.id}, ${unbroken(when(zone, next.next!.at).slice(0, 14))}`,
          ] as [string, string, Html],
        ]
      : []),
  ]
  return html`<ul class="facts">${items.map(([look, figure, what]) => html`<li class="${look}"><strong>${figure}</strong> ${what}</li>`)}</ul>`
}

/** A full tick is on record at least every few minutes: in between the idle ones leave at once. */
const TICK_LATE = 15 * 60_000

const ago = (ms: number) => {
  const minutes = Math.max(0, Math.round(ms / 60_000))
  if (minutes < 120) return `${minutes} min ago`
  return minutes < 2880 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} days ago`
}

const TITLES: Record<Trouble['kind'], string> = {
  held: 'is held until somebody approves',
  failed: 'failed',
  partial: 'did only a part',
  caution: 'Deletions and sending are held',
  unknown: 'Nobody knows whether it was sent',
  incident: 'Open incident',
}

function needs({ troubles, config }: Dashboard): Html {
  const { zone } = config.school
  if (troubles.length === 0)
    return section(
      'needs',
      'What needs somebody',
      'Nothing is held, nothing has failed, and no incident is open.',
    )
  return section(
    'needs',
    'What needs somebody',
    'What keeps a job from its work comes first. Below each: what to type.',
    html`<ul class="troubles">${troubles.map(
      ({ kind, job, run, since, what, todo }) =>
        html`<li class="${kind}"><strong>${job ? `${job} ${TITLES[kind]}` : TITLES[kind]}</strong>${since ? html` <span class="soft">since ${when(zone, since)}${run ? `, run ${run}` : ''}</span>` : ''}<p>${what}</p>${commands(todo)}</li>`,
    )}</ul>`,
  )
}

function jobs({ jobs: all, config }: Dashboard): Html {
  const { zone } = config.school
  return section(
    'jobs',
    'The jobs',
    'The last result of each, its next run, and how long it takes.',
    tableOf(
      'Jobs of the config',
      ['Job', 'Runs', 'Last result', 'Next run', 'Time taken'],
      all.map((job) => [
        html`${job.configured.id}<small>${[titleOf(job.configured), ...standingOf(job.configured)].join(', ')}</small>`,
        job.configured.schedule.text,
        lastOf(job, (at) => when(zone, at)),
        nextOf(job, (at) => when(zone, at)),
        job.took ? durations(job.took) : '–',
      ]),
      'jobs',
    ),
  )
}

/** A date has hyphens, at which a browser would break it. */
const unbroken = (text: string): Html => html`<span class="unbroken">${text}</span>`

function nextOf({ configured, next, paused }: ShownJob, clock: (at: number) => string): string | Html {
  if (!configured.enabled) return 'switched off'
  return paused?.text ?? (next ? unbroken(clock(next.at)) : 'not within a year')
}

function lastOf({ last, configured }: ShownJob, clock: (at: string) => string): Html {
  if (!last) return html`${configured.job.waiting ? 'nothing to do so far' : 'never'}`
  const { state, shadow } = last
  const look =
    state === 'succeeded'
      ? 'ok'
      : state === 'partial' || state === 'held' || state === 'running'
        ? 'warn-word'
        : 'bad-word'
  const word = shadow ? 'rehearsed' : state.replace('-', ' ')
  return html`<span class="${look}">${word}</span><small>${unbroken(clock(last.started_at))}</small>`
}

function mishaps({ mishaps: all, moreMishaps, config }: Dashboard): Html {
  const { zone } = config.school
  const none = html`<p>Every run of these days did all that it was to do.</p>`
  return section(
    'mishaps',
    'What went wrong in these days',
    'Open or long over, newest first. More of it: pars-auto history, and pars-auto show RUN.',
    all.length === 0
      ? none
      : tableOf(
          'Runs that did not do all they were to do, and runs that were missed',
          ['When', 'Job', 'What', 'Run', 'Why'],
          all.map(({ at, job, what, run, why }) => [when(zone, at), job, what, run ? String(run) : '', why]),
          'mishaps',
        ),
    ...(moreMishaps > 0 ? [html`<p class="soft">And ${grouped(moreMishaps)} earlier ones.</p>`] : []),
  )
}
