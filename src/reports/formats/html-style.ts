import { palette, paperPalette } from '../../info/palette.ts'
import type { DocumentColumn } from '../document.ts'
import { longestWord, usualWidth } from '../grid.ts'

/** How wide a character is at the size of the tables, in rem, and the space between columns in characters. */
const [CHARACTER, GAP] = [0.46, 3]
/** How much wider the letters of titles are: they are bold, and DejaVu Sans has the widest of all the fonts below. */
const BOLD = 1.35
/** How wide the page is at least where there is room, in rem. */
const PAGE = 64

const widthOf = (column: DocumentColumn): number =>
  GAP + Math.max(usualWidth(column), longestWord(column.title) * BOLD)

/** The style of a report's page: its columns are as wide in each section's table. Nothing is fetched. */
export function styleFor(columns: DocumentColumn[]): string {
  const widths = columns.map(widthOf)
  const all = widths.reduce((a, b) => a + b, 0)
  const table = Math.ceil(all * CHARACTER)
  const shares = widths.map((own, at) => `.c${at} { width: ${((own / all) * 100).toFixed(2)}%; }`)
  return `
${palette}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: ${Math.max(PAGE, table + 2)}rem; padding: 1.5rem 1rem 3rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", "DejaVu Sans", sans-serif; }
header { border-bottom: 1px solid var(--rule); margin-bottom: 1.5rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2rem 0 .25rem; }
p { margin: .25rem 0 .75rem; }
.soft { color: var(--soft); }
.period { font-weight: 600; }
.remark { border-left: 4px solid var(--authorised); background: var(--panel); padding: .5rem .75rem; }
.empty { border-left: 4px solid var(--main); background: var(--panel); padding: .75rem 1rem; font-size: 1.1rem; }
figure { margin: 1.5rem 0 0; overflow-x: auto; }
svg { display: block; width: 100%; max-width: 31rem; min-width: 18rem; height: auto; }
svg text { font-family: system-ui, "Segoe UI", Roboto, "Liberation Sans", "DejaVu Sans", sans-serif; }
svg .ink { fill: var(--ink); } svg .soft { fill: var(--soft); } svg .bar { fill: var(--main); } svg .paper { fill: var(--paper); }
svg .grid { stroke: var(--rule); } svg .zero { stroke: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; min-width: ${table}rem; font-size: .9375rem; font-variant-numeric: tabular-nums; }
${shares.join('\n')}
caption { text-align: left; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { border-bottom: 1px solid var(--rule); padding: .3rem .75rem .3rem 0; text-align: left; vertical-align: top; overflow-wrap: break-word; white-space: pre-line; }
.n { text-align: right; }
.d { white-space: nowrap; }
thead th { vertical-align: bottom; color: var(--soft); font-size: .875rem; border-bottom-color: var(--backdrop); }
.part { padding-top: 1.1rem; }
.sum th, .sum td { font-weight: 600; border-bottom-color: var(--backdrop); }
.sum td { white-space: nowrap; }
.all { margin-top: 1.5rem; border-top: 2px solid var(--ink); }
footer { margin-top: 2.5rem; border-top: 1px solid var(--rule); padding-top: .75rem; color: var(--soft); font-size: .875rem; }
@media print {
  @page { size: A4; margin: 14mm 14mm 16mm; @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt "Segoe UI", "Liberation Sans", sans-serif; } }
${paperPalette}
  body { max-width: none; padding: 0; font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h1 { font-size: 16pt; }
  h2 { font-size: 12pt; margin-top: 1rem; }
  table { font-size: 9.5pt; min-width: 0; }
  thead { display: table-header-group; }
  thead th { font-size: 8pt; }
  tfoot { display: table-row-group; }
  tr, figure, .remark, .empty { break-inside: avoid; }
  caption, .part { break-after: avoid; }
  .sum { break-before: avoid; }
  figure, .scroll { overflow: visible; }
  svg { min-width: 0; }
}
`
}
