import type { ChalkInstance } from 'chalk'

/** How a piece of the grid is painted where there are colours. */
export type Look = 'plain' | 'dim' | 'bold' | 'next' | 'today' | 'moved' | 'trouble' | 'off' | 'band'

/** A piece of a line: its width is that of its text. */
export interface Piece {
  text: string
  look: Look
}

export const piece = (text: string, look: Look = 'plain'): Piece => ({ text, look })

/** A line in exactly so many columns: cut, or filled up. */
export function fitted(pieces: Piece[], width: number, filling: Piece): Piece[] {
  const line: Piece[] = []
  let left = width
  for (const { text, look } of pieces) {
    const part = [...text].slice(0, left).join('')
    left -= [...part].length
    line.push({ text: part, look })
  }
  if (left > 0) line.push({ ...filling, text: filling.text.repeat(left) })
  return line
}

const PAINT: Record<Look, (chalk: ChalkInstance) => (text: string) => string> = {
  plain: () => (text) => text,
  dim: (chalk) => chalk.dim,
  bold: (chalk) => chalk.bold,
  next: (chalk) => chalk.bold.green,
  today: (chalk) => chalk.inverse,
  moved: (chalk) => chalk.yellow,
  trouble: (chalk) => chalk.red,
  off: (chalk) => chalk.blue,
  band: (chalk) => chalk.cyan,
}

export const painted = (pieces: Piece[], chalk: ChalkInstance): string =>
  pieces.map(({ text, look }) => PAINT[look](chalk)(text)).join('')
