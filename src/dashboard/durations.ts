import { howLong } from '../info/clock-words.ts'
import { type Html, html } from '../info/html.ts'
import type { Took } from './took.ts'

const [WIDTH, HEIGHT] = [120, 26]

/** How long a job took on each day as a small line, from nothing to the longest day, and the same in words. */
export function durations({ days, median, last, longest, trend }: Took): Html {
  const top = Math.max(1, ...days.map((ms) => ms ?? 0))
  const x = (at: number) => Math.round((at * (WIDTH - 6)) / (days.length - 1)) + 3
  const y = (ms: number) => Math.round((HEIGHT - 4) * (1 - ms / top)) + 2
  const points = days.flatMap((ms, at) => (ms === null ? [] : [`${x(at)} ${y(ms)}`]))
  const drawn = points.length > 1 ? `M${points.join('L')}` : ''
  const [cx, cy] = points.at(-1)!.split(' ') as [string, string]
  const words = `usually ${howLong(median)}, at most ${howLong(longest)}`
  return html`<span class="took"><svg role="img" aria-label="Time taken by day: ${words}, last ${howLong(last)}" viewBox="0 0 ${WIDTH} ${HEIGHT}"><path class="line" d="${drawn}"/><circle class="dot" cx="${cx}" cy="${cy}" r="2.5"/></svg><span>${words.split(/(?<=,) /).map((part) => html`<span class="unbroken">${part}</span> `)}${trend && trend !== 'steady' ? html`<strong>${trend} lately</strong>` : ''}</span></span>`
}
