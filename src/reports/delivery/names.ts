import type { Delivery } from './settings.ts'

/** What can stand in braces in a subject, and what in the name of a file. */
export const SUBJECT_WORDS = ['title', 'period', 'part', 'rows', 'school'] as const
export const NAME_WORDS = ['report', 'title', 'from', 'to', 'day', 'part', 'job'] as const

/** The words in braces of a pattern, each once. */
export const wordsIn = (pattern: string): string[] => [
  ...new Set([...pattern.matchAll(/\{([^{}]*)\}/g)].map(([, word]) => word!)),
]

/** Fills in a pattern; what is not known stays as it is, for somebody to see. */
export const fill = (pattern: string, words: Record<string, string | number | undefined>): string =>
  pattern.replace(/\{([^{}]*)\}/g, (as, word: string) =>
    Object.hasOwn(words, word) ? String(words[word] ?? '') : as,
  )

/** The subject of a mail, where the config has none. */
export const usualSubject = ({ splitBy }: Pick<Delivery, 'splitBy'>): string =>
  splitBy ? '{title}, {part}, {period}' : '{title}, {period}'

/** What files in a folder are called, where the config does not say. */
export const usualName = ({ splitBy }: Pick<Delivery, 'splitBy'>): string =>
  splitBy ? '{report} {part} {from} {to}' : '{report} {from} {to}'

/** Names that Windows keeps for itself, whatever their ending: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

/** In bytes, the ending included: what every file system and mail program takes, with room for a number. */
const LONGEST = 180

/**
 * A text as the name of a file that Windows, Linux and macOS take: without what they forbid, and never one that goes
 * up or down in the folders.
 */
export function fileName(text: string, extension: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[<>:"/\\|?*]+/g, '-')
    .replace(/ {2,}/g, ' ')
  const name = shortened(plain, LONGEST - extension.length - 1).replace(/^[. ]+|[. ]+$/g, '') || 'report'
  return `${RESERVED.test(name) ? '_' : ''}${name}.${extension}`
}

/** Cut between characters, as people see them. */
function shortened(text: string, bytes: number): string {
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (Buffer.byteLength(kept + segment) > bytes) break
    kept += segment
  }
  return kept
}

/** The names, each made different from those before it, however a file system compares them. */
export function distinct(names: string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    let free = name
    for (let times = 2; taken.has(free.toLowerCase()); times++)
      free = name.replace(/(\.[^.]*)?$/, (extension) => ` (${times})${extension}`)
    taken.add(free.toLowerCase())
    return free
  })
}
