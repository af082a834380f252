const LONGEST = 60

// Control characters, and those that turn text around or hide in it, must not reach a terminal or a CI log.
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]|\p{Cs}/gu

/** Makes what cannot be seen visible: `\u001B`. Ordinary text of any script stays as it is. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u${hex(character)}`)
}

/** A value of the file as messages quote it: texts in single quotes, long ones cut. */
export function quote(value: unknown): string {
  if (typeof value !== 'string') return String(value)
  const characters = [...value]
  const cut = characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : value
  return `'${visible(cut)}'`
}

/** `a`, `a or b`, `a, b or c`. */
export function either(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
}
