import { type Axis, type Caption, chart, gridLines, niceStep, upAxis, weekLabels } from '../info/charts.ts'
import { type Html, html } from '../info/html.ts'
import { grouped } from '../info/words.ts'

/** Columns by day, each made of parts that stand on each other. */
export function barsByDay(caption: Caption, days: string[], parts: { kind: string; days: number[] }[]): Html {
  const frame = { width: 720, height: 170, left: 52, right: 16, top: 10, bottom: 28 }
  const highest = Math.max(1, ...days.map((_, day) => parts.reduce((sum, part) => sum + part.days[day]!, 0)))
  const step = niceStep(highest)
  const axis: Axis = { from: 0, to: Math.ceil(highest / step) * step, step, label: grouped }
  const y = upAxis(frame, axis)
  const room = (frame.width - frame.left - frame.right) / days.length
  const x = (day: number) => Math.round(frame.left + room * (day + 0.5))
  const drawn = days.flatMap((_, day) => {
    let below = 0
    return parts.flatMap(({ kind, days: counts }) => {
      const from = below
      below += counts[day]!
      if (counts[day] === 0) return []
      const [top, foot] = [y(below), y(from)]
      const height = Math.max(1, Math.round(foot - top))
      return [
        html`<rect class="${kind}" x="${Math.round(x(day) - room * 0.36)}" width="${Math.round(room * 0.72)}" y="${top}" height="${height}"/>`,
      ]
    })
  })
  return chart(caption, frame, [...gridLines(frame, axis, y), ...weekLabels(frame, days, x, 7), ...drawn])
}
