import bidiFactory from 'bidi-js'

const bidi = bidiFactory()

/** Hebrew, Arabic and their kin, presentation forms among them. */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/
const PLAIN = /^[\x20-\x7E]*$/
/** Scripts that DejaVu Sans does not have; the rest it has, but for rare signs. */
const MISSING =
  /[^\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Armenian}\p{sc=Georgian}\p{sc=Common}\p{sc=Inherited}]|[\u{1F000}-\u{1FAFF}]/u

/** What pdfmake is given for a text: pieces, left to right. */
export type Pieces = string | { text: string }[]

/** Makes texts ready for the page, and notes whether the font lacks something of them. */
export class PdfText {
  /** Some characters show as boxes. */
  lacks = false

  of(text: string): Pieces {
    if (PLAIN.test(text)) return text
    // Letters with their accents as one character, where there is one; marks that direct the text are obeyed, not shown.
    const clean = text
      .normalize('NFC')
      .replace(/\r\n?/g, '\n')
      .replace(/(?!\n)\p{Cc}/gu, ' ')
    if (!this.lacks && MISSING.test(clean)) this.lacks = true
    if (!RIGHT_TO_LEFT.test(clean)) return clean
    return clean
      .split('\n')
      .flatMap((line, at) => [...(at > 0 ? [{ text: '\n' }] : []), ...leftToRight(line)])
  }
}

/**
 * A line with its words in the order in which they stand on the page. The library sets words from left to right, and
 * its shaper turns each word of a right-to-left script round by itself, so that letters stay in the order they are
 * written in, and only words change places. A blank is a piece of its own: in a turned word it would change sides.
 */
function leftToRight(line: string): { text: string }[] {
  const embedding = bidi.getEmbeddingLevels(line)
  const mirrored = bidi.getMirroredCharactersMap(line, embedding.levels)
  const order = bidi.getReorderedIndices(line, embedding)
  const words: number[][] = []
  for (const [at, index] of order.entries()) {
    const before = order[at - 1]
    const isSame =
      before !== undefined &&
      isBlank(line, index) === isBlank(line, before) &&
      embedding.levels[index]! % 2 === embedding.levels[before]! % 2
    if (isSame) words.at(-1)!.push(index)
    else words.push([index])
  }
  return words.map((indices) => {
    const isTurned = embedding.levels[indices[0]!]! % 2 === 1
    const letters = isTurned ? indices.toReversed() : indices
    return { text: letters.map((index) => mirrored.get(index) ?? line[index]).join('') }
  })
}

const isBlank = (line: string, index: number) => /\s/.test(line[index]!)
