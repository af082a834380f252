import { inline } from '../config/inline.ts'

/** Widest line of a comment. */
const WIDTH = 100

/** Likewise for what somebody typed: the signs of a reference stand for themselves. */
export const typed = (text: string): string => inline(text.replaceAll('${', () => '$${'))

/** Sentences as a comment, in lines that fit a screen. */
export function comment(sentences: string, indent = ''): string[] {
  const room = WIDTH - indent.length - 2
  const lines: string[] = []
  for (const word of sentences.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= room)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => `${indent}# ${line}`)
}
