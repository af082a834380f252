import { createHash } from 'node:crypto'
import { Html, html } from './html.ts'

/** What a page looks like, and is called in the bar of the browser. */
interface Look {
  title: string
  style: string
}

/** A page that needs nothing else: no script, no font, no picture, and a policy that lets nothing else in. */
export const pageOf = ({ body, ...look }: Look & { body: Html }): string =>
  html`${pageHead(look)}${body}
</body>
</html>
`.text

/** Everything of such a page that comes before what is in it. */
export function pageHead({ title, style }: Look): Html {
  const policy = `default-src 'none'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'`
  return html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
`
}

const hashOf = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** A part of a page, named by its heading. */
export const section = (id: string, title: string, about: string, ...content: (Html | Html[])[]): Html =>
  html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><p class="soft">${about}</p>${content}</section>`

/** What the colours of a chart mean. */
export const legend = (items: [kind: string, text: string][]): Html =>
  html`<ul class="legend">${items.map(([kind, text]) => html`<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${kind}" width="10" height="10"/></svg>${text}</li>`)}</ul>`
