import { type Html, html } from '../info/html.ts'

/** A table that a screen reader can be led through: what it shows, and which heads its cells have. */
export const tableOf = (caption: string, heads: string[], rows: (string | Html)[][], kind = ''): Html =>
  html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table class="${kind}"><caption>${caption}</caption><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows.map(([first = '', ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`

/** Commands to type, one below the other. */
export const commands = (all: string[]): Html =>
  html`<span class="todo">${all.map((one) => html`<code>${one}</code>`)}</span>`
