import { CST, Lexer } from 'yaml'
import { ADDED } from './depth.ts'
import { type Hidden, secretFieldNames } from './hidden.ts'
import { MASK, type Span } from './source.ts'
import type { LocatedScalar } from './tree.ts'
import { isLiteral, references } from './variables.ts'

/** What must not be shown of a file that was read. References stay: they say where a value comes from. */
export function masksFor({ secrets, doubtful }: Hidden): Span[] {
  return [...secrets, ...doubtful].flatMap((scalar) => (scalar.raw === '' ? [] : literalParts(scalar)))
}

/** The file with its literal secrets blanked, as many lines as before. A reference is no secret. */
export function textWithoutSecrets(text: string, { secrets }: Hidden): string {
  const literal = [...secrets].filter(({ raw, value }) => raw !== '' && isLiteral(value))
  let blanked = text
  for (const { span, raw } of literal.sort((a, b) => b.span.from - a.span.from)) {
    // In quotes: a plain value cannot start with a star.
    blanked = `${blanked.slice(0, span.from)}'${MASK}'${raw.replace(/[^\r\n]/g, '')}${blanked.slice(span.to)}`
  }
  return named().test(blanked) ? withoutCommentedSecrets(blanked) : blanked
}

/**
 * What must not be shown of a file that could not be read: what stands behind the name of a secret, up to the
 * next line with a key; and web addresses, which often are secrets.
 */
export function hideIn(text: string): Span[] {
  const nextLines = '(?:\\r?\\n(?![^\\n]*:(?:\\s|$))[^\\r\\n]*)*'
  const behindName = new RegExp(
    `(?<=(?<![\\w-])(?:${namesOfSecrets()})["']?\\s*:)[^\\r\\n]*${nextLines}`,
    'gi',
  )
  return [...text.matchAll(behindName), ...text.matchAll(/https?:\/\/\S+/gi)]
    .map(({ index, 0: whole }) => ({
      from: index + whole.length - whole.trimStart().length,
      to: index + whole.trimEnd().length,
    }))
    .filter(({ from, to }) => from < to)
}

function literalParts({ span, raw }: LocatedScalar): Span[] {
  const found = references(raw)
  if (found.length === 0) return [span]
  const edges = [0, ...found.flatMap(({ from, to }) => [from, to]), raw.length]
  const parts: Span[] = []
  for (let index = 0; index < edges.length; index += 2) {
    const [from, to] = [edges[index]!, edges[index + 1]!]
    const isQuote = /^["']?$/.test(raw.slice(from, to))
    if (!isQuote) parts.push({ from: span.from + from, to: span.from + to })
  }
  return parts
}

/** A secret may also stand in a comment: somebody tried it out. */
function withoutCommentedSecrets(text: string): string {
  const tokens = [...new Lexer().lex(text)].filter((token) => !ADDED.has(CST.tokenType(token)))
  return tokens
    .map((token) => (token.startsWith('#') ? token.replace(named(), `$1 ${MASK}`) : token))
    .join('')
}

const named = () => new RegExp(`\\b((?:${namesOfSecrets()})\\s*:)[ \\t]+\\S.*`, 'i')

const namesOfSecrets = () => secretFieldNames().join('|')
