import { type Html, html } from '../info/html.ts'
import { pageOf } from '../info/page-frame.ts'
import { palette, paperPalette } from '../info/palette.ts'
import type { HandedJob, Handover } from './handover.ts'

/** So many jobs fit on one sheet in letters that can be read; more take a second one. */
const ON_ONE_SHEET = 24

/** One sheet of A4 to print and to put into the folder: what runs, and what to do when it does not. */
export function handoverPage(handover: Handover): string {
  const { school, madeText, jobs, whenItFails, where, secrets, calendar, toMind } = handover
  return pageOf({
    title: `Handover: ${school}`,
    style: styleFor(jobs.length),
    body: html`<header><h1>${school}: what runs by itself</h1><p>pars-auto, as it stood on ${madeText}. Times are the school’s.</p></header>
<main>
<section aria-labelledby="runs"><h2 id="runs">What runs when, why, and who receives it</h2>
<table aria-labelledby="runs"><thead><tr><th scope="col">When</th><th scope="col">Job</th><th scope="col">What for</th><th scope="col">Goes to</th></tr></thead><tbody>${jobs.map(rowOf)}</tbody></table></section>
<div class="two">
<div>
${part('fails', 'When it fails', html`<dl>${whenItFails.map((advice) => html`<div><dt>${advice.if}</dt><dd>${withCommands(advice.do)}</dd></div>`)}</dl>`)}
</div>
<div>
${part('where', 'Where it is', html`<dl>${where.map(([what, place]) => html`<div><dt>${what}</dt><dd>${withCommands(place)}</dd></div>`)}</dl>`)}
${part('secrets', 'Secrets', html`${secrets.map((one) => html`<p>${one}</p>`)}`)}
${part('calendar', 'Calendar', html`<p>${calendar}</p>`)}
${toMind.length > 0 ? part('mind', 'To mind', html`<ul>${toMind.map((one) => html`<li>${one}</li>`)}</ul>`) : ''}
</div>
</div>
</main>
<footer><span>Handed over by</span><span>to</span><span>on</span></footer>`,
  })
}

const part = (id: string, title: string, content: Html): Html =>
  html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`

const rowOf = ({ job, what, why, runs, who, standing }: HandedJob): Html =>
  html`<tr><td>${runs}${standing.length > 0 ? html`<small>${standing.join('; ')}</small>` : ''}</td><th scope="row">${job}</th><td><b>${what}.</b> ${why}</td><td>${who.join('; ') || '–'}</td></tr>`

const BACKTICK = '`'

/** What is to be typed stands out. */
const withCommands = (text: string): Html =>
  html`${text.split(BACKTICK).map((piece, at) => (at % 2 === 1 ? html`<code>${piece}</code>` : piece))}`

const styleFor = (jobs: number) => `
${palette}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--paper); color: var(--ink); font: .875rem/1.4 system-ui, "Segoe UI", Roboto, "Liberation Sans", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
header { border-bottom: 2px solid var(--main); } header p { margin: .1rem 0 .3rem; color: var(--soft); }
h1 { font-size: 1.4em; margin: 0; } h2 { font-size: 1.1em; margin: .8em 0 .2em; color: var(--main); }
table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid var(--rule); padding: .15em .5em .15em 0; text-align: left; vertical-align: top; } th { font-weight: 600; }
td:first-child { width: 19%; } th[scope=row] { width: 19%; overflow-wrap: break-word; } td:last-child { width: 23%; } small { display: block; color: var(--soft); font-size: .9em; }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 1.5em; }
dl, p, ul { margin: 0; } ul { padding-left: 1.1em; } dl div { margin-bottom: .15em; } dt { font-weight: 600; display: inline; } dt::after { content: ": "; } dd { display: inline; margin: 0; }
code { font: .92em ui-monospace, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace; }
footer { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 1.5em; margin-top: 2.2em; } footer span { border-top: 1px solid var(--ink); color: var(--soft); }
@media print {
  @page { size: A4; margin: 9mm 11mm; }
${paperPalette}
  body { max-width: none; padding: 0; font-size: ${jobs <= ON_ONE_SHEET ? '7pt' : '6.5pt'}; line-height: 1.25; }
  .two { grid-template-columns: 1fr 1fr; } tr, dl div { break-inside: avoid; } h2 { break-after: avoid; } footer { break-inside: avoid; }
}
`
