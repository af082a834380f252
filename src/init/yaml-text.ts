import { Document, Scalar, visit } from 'yaml'

/** Widest line of a comment. */
const WIDTH = 100

/** A value as it stands behind a key, on one line: `Riverside Academy`, `'07:30'`, `{ from: 2026-09-02 }`, `[mon]`. */
export function inline(value: unknown): string {
  const document = new Document(value, { schema: 'core' })
  visit(document, {
    Collection(_key, node) {
      node.flow = true
    },
    // Without quotes YAML of older days reads 07:30 as a number of minutes. A date needs none.
    Scalar(key, node) {
      if (key !== 'key' && typeof node.value === 'string' && /^[\d:.]+$/.test(node.value))
        node.type = Scalar.QUOTE_SINGLE
    },
  })
  const text = document.toString({ singleQuote: true, lineWidth: 0 }).trimEnd()
  return text.replace(/^\[ (.*) \]$/s, '[$1]')
}

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
