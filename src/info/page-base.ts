import { palette, paperPalette } from './palette.ts'

/**
 * What the style of every page of ours begins with. Colours differ in lightness as well as in hue, each at least 3:1
 * against the background in both modes; text at least 4.5:1. Nothing is fetched.
 */
export const pageBase = `
${palette}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 3rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", "DejaVu Sans", sans-serif; }
header { border-bottom: 1px solid var(--rule); margin-bottom: 1.5rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 0; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .25rem 0 1rem; }
.soft, figcaption { color: var(--soft); }
figure { margin: 0; }
svg { display: block; width: 100%; height: auto; overflow: hidden; font: 13px system-ui, "Segoe UI", Roboto, "Liberation Sans", "DejaVu Sans", sans-serif; }
figure.wide { overflow-x: auto; }
figure.wide svg { min-width: 36rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem; padding: 0; margin: 1.5rem 0 0; list-style: none; }
.facts li { background: var(--panel); border: 1px solid var(--rule); border-radius: .5rem; padding: .75rem 1rem; }
.facts strong { display: block; font-size: 1.75rem; line-height: 1.2; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 .75rem; padding: 0; list-style: none; }
.legend svg { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; vertical-align: -.05rem; }
.grid { stroke: var(--rule); stroke-width: 1; }
.zero { stroke: var(--ink); stroke-width: 1; }
.tick { fill: var(--soft); font-size: 12px; font-weight: 400; }
.name { fill: var(--ink); stroke: var(--paper); stroke-width: 4px; paint-order: stroke; }
.strong, .end { font-weight: 600; }
details { margin-top: .75rem; }
summary { cursor: pointer; color: var(--main); }
summary:focus-visible { outline: 2px solid var(--main); outline-offset: 2px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; margin-top: .5rem; }
caption { text-align: left; color: var(--soft); padding-bottom: .25rem; }
th, td { border-bottom: 1px solid var(--rule); padding: .2rem .6rem; text-align: right; white-space: nowrap; }
th:first-child { text-align: left; padding-left: 0; }
footer { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: .75rem; color: var(--soft); font-size: .875rem; }
@media print {
  @page { size: A4; margin: 14mm; }
${paperPalette}
  body { max-width: none; padding: 0; font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h1 { font-size: 16pt; }
  h2 { font-size: 12pt; margin-top: 1.25rem; }
  h2, h3, .legend, p.soft { break-after: avoid; }
  .facts { grid-template-columns: repeat(4, 1fr); }
  .facts strong { font-size: 15pt; }
  figure.wide svg { min-width: 0; }
  section, figure, .facts { break-inside: avoid; }
}
`
