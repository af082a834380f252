import { type Html, html } from './html.ts'

/** The figures of a chart in a table that can be opened below it. The last row is the sum of the others. */
export function dataTable(caption: string, heads: string[], rows: string[][]): Html {
  return html`<details><summary>${caption}: as a table</summary><div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows.map(([first, ...cells]) => html`<tr><th scope="row">${first ?? ''}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div></details>`
}
