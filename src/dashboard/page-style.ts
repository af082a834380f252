import { pageBase } from '../info/page-base.ts'
import { timelineStyle } from './timeline.ts'

/** The style of the dashboard. */
export const dashboardStyle = `${pageBase}
body { max-width: 76rem; }
code { font: .85em ui-monospace, "Cascadia Mono", Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace; background: var(--panel); border: 1px solid var(--rule); border-radius: .25rem; padding: .05rem .3rem; white-space: nowrap; }
a { color: inherit; }
.unbroken { white-space: nowrap; }
a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--main); outline-offset: 2px; }
.scroll { position: relative; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.facts .bad { border-left: .35rem solid var(--sanction); } .facts .good { border-left: .35rem solid var(--praise); } .facts .warn { border-left: .35rem solid var(--authorised); }
.troubles { list-style: none; margin: .75rem 0 0; padding: 0; }
.troubles li { border: 1px solid var(--rule); border-left: .35rem solid var(--authorised); border-radius: .35rem; padding: .5rem .75rem; margin-bottom: .5rem; overflow-wrap: anywhere; }
.troubles .failed { border-left-color: var(--sanction); }
.troubles p { margin: .1rem 0 .35rem; }
.todo { display: flex; flex-wrap: wrap; gap: .35rem; }
.warning { border-left: .35rem solid var(--authorised); padding-left: .75rem; }
td, th { text-align: left; }
.timeline { width: 100%; min-width: 54rem; table-layout: fixed; } .timeline col:first-child { width: 14rem; }
.timeline th, .timeline td { padding: .1rem 0; text-align: center; border-bottom: 1px solid var(--rule); }
.timeline th[scope=row], .timeline th:first-child { text-align: left; font-weight: 400; padding-right: .75rem; white-space: normal; overflow-wrap: anywhere; line-height: 1.25; }
.timeline tbody tr:hover { background: var(--panel); }
.timeline thead th { position: sticky; top: 0; background: var(--paper); font-weight: 400; }
.timeline abbr { text-decoration: none; font-size: .75rem; line-height: 1.2; display: block; } .timeline abbr span { display: block; color: var(--soft); }
.timeline [aria-current], .month [aria-current] { font-weight: 700; outline: 2px solid var(--main); outline-offset: -2px; }
.off { background: var(--panel); }
.c { font-size: 0; } .c::before { font-size: .9rem; line-height: 1.15rem; display: inline-block; width: 1.15rem; height: 1.15rem; text-align: center; border-radius: .2rem; }
.c a { position: absolute; width: 1.15rem; height: 1.15rem; margin-left: -1.15rem; border-radius: .2rem; }
.legend .c { margin-right: .35rem; vertical-align: -.15rem; }
${timelineStyle}
.d::before { color: var(--praise); font-weight: 700; } .s::before { color: var(--main); } .k::before, .q::before, .r::before { color: var(--soft); }
.f::before { background: var(--sanction); color: var(--paper); font-weight: 700; } .h::before { background: var(--authorised); color: var(--paper); font-weight: 700; }
.p::before { color: var(--authorised); box-shadow: inset 0 0 0 2px var(--authorised); } .m::before { color: var(--sanction); box-shadow: inset 0 0 0 2px var(--sanction); }
.jobs { min-width: 46rem; } .jobs td, .jobs th { vertical-align: top; white-space: normal; } .jobs th[scope=row] { font-weight: 600; min-width: 12rem; overflow-wrap: anywhere; }
.jobs small, .mishaps small { display: block; color: var(--soft); font-weight: 400; font-size: .8rem; }
.mishaps td { white-space: normal; overflow-wrap: anywhere; } .mishaps td:last-child { min-width: 14rem; }
.ok { color: var(--praise); } .bad-word { color: var(--sanction); font-weight: 600; } .warn-word { color: var(--second); font-weight: 600; }
.took { display: flex; gap: .6rem; align-items: center; } .took svg { width: 120px; height: 26px; flex: none; } .took .line { fill: none; stroke: var(--main); stroke-width: 1.5; } .took .dot { fill: var(--main); } .took span { color: var(--soft); min-width: 9rem; }
.praise { fill: var(--praise); } .sanction { fill: var(--sanction); } .backdrop { fill: var(--backdrop); }
.months { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1rem; }
.month { width: 100%; } .month caption { color: var(--ink); font-weight: 600; } .month th, .month td, .month th:first-child { text-align: center; padding: .1rem; border: 0; font-weight: 400; } .month td { color: var(--soft); } .month abbr { text-decoration: none; color: var(--soft); }
.month .school, .month .beyond, .month .early, .month .inset { color: var(--ink); }
.swatch { display: inline-block; width: 1.1rem; height: 1.1rem; margin-right: .35rem; vertical-align: -.15rem; border: 1px solid var(--rule); }
.holiday { background: var(--panel); } .month .holiday { text-decoration: line-through; }
.inset { box-shadow: inset 0 -3px 0 var(--not-required); } .early { box-shadow: inset 0 -3px 0 var(--authorised); }
.dates { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1rem; margin: 1rem 0 0; font-size: .875rem; } .dates dt { font-weight: 600; } .dates dd { margin: 0; }
@media print {
  @page { size: A4 landscape; margin: 10mm; }
  .scroll { overflow: visible; } .timeline { min-width: 0; } .timeline thead th { position: static; }
  section { break-inside: auto; } tr, .troubles li, .month, figure { break-inside: avoid; }
  details, .skip { display: none; } .months { grid-template-columns: repeat(6, 1fr); font-size: 8pt; } .month { font-size: 7pt; }
  table { font-size: 8pt; } .jobs { min-width: 0; } .jobs small { font-size: 7pt; } figure.wide svg { max-width: 19cm; }
}
`
