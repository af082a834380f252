import { when } from '../info/clock-words.ts'
import { type Html, html } from '../info/html.ts'
import { pageOf, section } from '../info/page-frame.ts'
import type { Overview } from '../many/overview.ts'
import { Zone } from '../schedule/zone.ts'
import { dashboardStyle } from './page-style.ts'
import { commands, tableOf } from './parts.ts'

/** Of times on a page of many schools: those of England, where most are. */
const zone = new Zone('Europe/London')

/**
 * All schools of a host on one page: a row each, which leads to what needs somebody there.
 * @param now epoch ms
 */
export function schoolsPage(schools: Overview[], now: number, host: string): string {
  const needy = schools.filter(({ troubles }) => troubles.length > 0)
  return pageOf({
    title: `Automation: ${schools.length} schools`,
    style: dashboardStyle,
    body: html`<a class="skip" href="#main">To the content</a>
<header>
<h1>${schools.length} schools</h1>
<p class="soft">Automation, as it stood on ${when(zone, now)}, made on ${host}. Times are those of London.</p>
</header>
<main id="main">
<ul class="facts">${needy.length === 0 ? html`<li class="good"><strong>All well</strong> nothing needs anybody</li>` : html`<li class="bad"><strong>${needy.length}</strong> of ${schools.length} schools need somebody</li>`}</ul>
${section('schools', 'The schools', 'A school that needs somebody leads to what it is about.', tableOf('The schools', ['School', 'Name', 'Jobs', 'Last run', 'Next run', 'Last tick on record', 'Needs somebody'], schools.map(row)))}
${needy.map((school) => needs(school))}
</main>
<footer>Made by pars-auto dashboard. It holds numbers and ids, and nothing about a person.</footer>`,
  })
}

function row({ name, school, jobs, last, next, tick, troubles }: Overview): (string | Html)[] {
  const link = troubles.length > 0 ? html`<a href="#${anchor(name)}">${name}</a>` : name
  if (jobs === undefined) return [link, '', '', '', '', '', 'no answer']
  return [
    link,
    school ?? '',
    String(jobs),
    last ? `${when(zone, last.startedAt)} ${last.job} ${last.state}` : 'never',
    next ? `${when(zone, next.at)} ${next.job}` : 'none',
    tick ? when(zone, tick) : 'never',
    troubles.length > 0 ? String(troubles.length) : '',
  ]
}

const needs = ({ name, school, troubles }: Overview): Html =>
  section(
    anchor(name),
    name,
    school ?? '',
    html`<ul class="troubles">${troubles.map(
      ({ job, since, what, todo }) =>
        html`<li class="failed">${job ? html`<strong>${job}</strong> ` : ''}${since ? html`<span class="soft">since ${when(zone, since)}</span>` : ''}<p>${what}</p>${commands(todo)}</li>`,
    )}</ul>`,
  )

const anchor = (name: string) => `school-${name.replace(/[^\w-]/g, '-')}`
