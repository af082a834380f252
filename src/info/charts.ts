import { type Html, html } from './html.ts'
import { shortDate } from './words.ts'

/** What every chart has for those who do not see it: a name, and what it shows in a sentence. */
export interface Caption {
  /** Unique on the page. */
  id: string
  title: string
  description: string
}

export interface Axis {
  from: number
  to: number
  step: number
  label: (value: number) => string
}

/** The lines of a line chart; a gap where there is nothing. The last one is drawn on top. */
export interface Line {
  name: string
  kind: 'main' | 'second' | 'backdrop'
  values: (number | undefined)[]
}

interface Frame {
  width: number
  height: number
  left: number
  right: number
  top: number
  bottom: number
}

export function chart(
  { id, title, description }: Caption,
  { width, height }: Pick<Frame, 'width' | 'height'>,
  drawing: Html[],
): Html {
  return html`<svg role="img" aria-labelledby="${id}-title ${id}-desc" viewBox="0 0 ${width} ${height}"><title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>${drawing}</svg>`
}

const round = (value: number) => Math.round(value * 10) / 10

/** Lines by week. */
export function lineChart(
  caption: Caption,
  weeks: string[],
  lines: Line[],
  axis: Axis,
  size: { width: number; height: number; small?: boolean },
): Html {
  const frame = {
    ...size,
    left: size.small ? 44 : 46,
    right: size.small ? 10 : 110,
    top: 18,
    bottom: size.small ? 20 : 28,
  }
  const x = alongWeeks(frame, weeks.length)
  const y = upAxis(frame, axis)
  return chart(caption, frame, [
    ...gridLines(frame, axis, y),
    ...weekLabels(frame, weeks, x, size.small ? 2 : 8),
    ...lines.map(({ kind, values }) => path(kind, values, x, y)),
    ...(size.small ? [] : endLabels(lines, weeks.length, x, y, axis)),
  ])
}

const alongWeeks =
  ({ width, left, right }: Frame, weeks: number) =>
  (week: number) =>
    round(left + ((width - left - right) * (weeks > 1 ? week : 0.5)) / Math.max(1, weeks - 1))

export const upAxis =
  ({ height, top, bottom }: Frame, { from, to }: Axis) =>
  (value: number) =>
    round(
      height -
        bottom -
        ((height - top - bottom) * (Math.min(to, Math.max(from, value)) - from)) / (to - from),
    )

export function gridLines(
  { width, left, right }: Frame,
  { from, to, step, label }: Axis,
  y: (value: number) => number,
): Html[] {
  const marks = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)
  return marks.map(
    (value) =>
      html`<line class="grid" x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}"/><text class="tick" x="${left - 6}" y="${y(value) + 4}" text-anchor="end">${label(value)}</text>`,
  )
}

/** Evenly spaced weeks have labels, so many at most, the newest among them. */
export function weekLabels(
  { height }: Frame,
  weeks: string[],
  x: (week: number) => number,
  most: number,
): Html[] {
  const every = Math.max(1, Math.ceil((weeks.length - 1) / Math.max(1, most - 1)))
  return weeks.flatMap((week, index) =>
    (weeks.length - 1 - index) % every === 0
      ? [
          html`<text class="tick" x="${x(index)}" y="${height - 6}" text-anchor="${most <= 2 && weeks.length > 1 ? (index === 0 ? 'start' : 'end') : 'middle'}">${shortDate(week)}</text>`,
        ]
      : [],
  )
}

/** A line for each stretch without a gap; a single week is a dot. */
function path(
  kind: Line['kind'],
  values: Line['values'],
  x: (week: number) => number,
  y: (value: number) => number,
): Html {
  const stretches: [number, number][][] = []
  for (const [week, value] of values.entries()) {
    if (value === undefined) continue
    if (week === 0 || values[week - 1] === undefined) stretches.push([])
    stretches.at(-1)!.push([x(week), y(value)])
  }
  const drawn = stretches.map((points) => `M${points.map((point) => point.join(' ')).join('L')}`).join('')
  const dots =
    kind === 'backdrop'
      ? []
      : stretches.flatMap((points) => points.slice(points.length > 1 ? points.length : 0))
  const last = kind === 'backdrop' ? undefined : stretches.at(-1)?.at(-1)
  return html`<path class="line ${kind}" d="${drawn}"/>${[...dots, ...(last ? [last] : [])].map(([cx, cy]) => html`<circle class="dot ${kind}" cx="${cx}" cy="${cy}" r="3.5"/>`)}`
}

/** The names and newest values at the ends of the lines, moved apart where they would touch. */
function endLabels(
  lines: Line[],
  weeks: number,
  x: (week: number) => number,
  y: (value: number) => number,
  { label }: Axis,
): Html[] {
  const ends = lines
    .flatMap(({ name, kind, values }) => {
      const week = values.findLastIndex((value) => value !== undefined)
      return week === -1 ? [] : [{ name, kind, value: values[week]!, at: y(values[week]!) }]
    })
    .sort((a, b) => a.at - b.at)
  for (const [index, end] of ends.entries()) {
    const above = ends[index - 1]
    if (above) end.at = Math.max(end.at, above.at + 30)
  }
  return ends.map(
    ({ name, kind, value, at }) =>
      html`<text class="end ${kind}" x="${x(weeks - 1) + 10}" y="${at}">${label(value)}<tspan class="tick" x="${x(weeks - 1) + 10}" dy="14">${name}</tspan></text>`,
  )
}

/** Columns above and below a line in the middle, by week. */
export function upAndDown(
  caption: Caption,
  weeks: string[],
  { up, down }: { up: number[]; down: number[] },
  axis: { above: number; below: number; step: number },
): Html {
  const frame = { width: 720, height: 260, left: 46, right: 24, top: 10, bottom: 28 }
  const scale = {
    from: -axis.below,
    to: axis.above,
    step: axis.step,
    label: (value: number) => String(Math.abs(value)),
  }
  const y = upAxis(frame, scale)
  const room = (frame.width - frame.left - frame.right) / weeks.length
  const wide = round(Math.min(36, room * 0.7))
  const x = (week: number) => round(frame.left + room * (week + 0.5))
  const column = (week: number, value: number, kind: string) =>
    value === 0
      ? []
      : [
          html`<rect class="${kind}" x="${round(x(week) - wide / 2)}" width="${wide}" y="${Math.min(y(0), y(value))}" height="${round(Math.abs(y(value) - y(0)))}"/>`,
        ]
  return chart(caption, frame, [
    ...gridLines(frame, scale, y),
    ...weekLabels(frame, weeks, x, 12),
    ...up.flatMap((value, week) => column(week, value, 'praise')),
    ...down.flatMap((value, week) => column(week, -value, 'sanction')),
    html`<line class="zero" x1="${frame.left}" x2="${frame.width - frame.right}" y1="${y(0)}" y2="${y(0)}"/>`,
  ])
}

export interface Bar {
  name: string
  parts: { kind: string; share: number }[]
  /** At the end of the bar. */
  text: string
  strong?: boolean
}

/** Horizontal bars made of parts; each share from 0 to 1 is of the axis. */
export function barChart(caption: Caption, bars: Bar[], ticks: string[]): Html {
  const frame = { width: 720, height: bars.length * 30 + 30, left: 120, right: 140 }
  const room = frame.width - frame.left - frame.right
  const rows = bars.map(({ name, parts, text, strong }, index) => {
    let from = 0
    const top = index * 30 + 4
    const drawn = parts.flatMap(({ kind, share }) => {
      const [x, width] = [round(frame.left + from * room), round(share * room)]
      from += share
      return width > 0
        ? [html`<rect class="part ${kind}" x="${x}" y="${top}" width="${width}" height="22"/>`]
        : []
    })
    const name_ = name.length > 16 ? `${name.slice(0, 15)}…` : name
    return html`<text class="${strong ? 'name strong' : 'name'}" x="${frame.left - 8}" y="${top + 16}" text-anchor="end">${name_}</text>${drawn}<text class="${strong ? 'name strong' : 'name'}" x="${round(frame.left + from * room) + 8}" y="${top + 16}">${text}</text>`
  })
  const grid = ticks.map((text, index) => {
    const x = round(frame.left + (room * index) / (ticks.length - 1))
    return html`<line class="grid" x1="${x}" x2="${x}" y1="0" y2="${frame.height - 26}"/><text class="tick" x="${x}" y="${frame.height - 8}" text-anchor="middle">${text}</text>`
  })
  return chart(caption, frame, [...grid, ...rows])
}

/** A round distance that makes two to five steps up to a number: 1, 2, 5, 10, 20, 50 … */
export function niceStep(highest: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, highest / 4)))
  return [1, 2, 5, 10].map((factor) => factor * magnitude).find((step) => highest / step <= 5)!
}
