import type { Kind, State } from './item.ts'

const words: Record<Kind, { one: string; many: string; section: string }> = {
  sms: { one: 'text', many: 'texts', section: 'sms' },
  mail: { one: 'mail', many: 'mails', section: 'mail' },
  print: { one: 'print', many: 'prints', section: 'print' },
  folder: { one: 'file', many: 'files', section: 'jobs' },
}

/** `1 text`, `20 mails`. */
export const counted = (kind: Kind, count: number): string =>
  `${count} ${count === 1 ? words[kind].one : words[kind].many}`

/** `text`, `mail`. */
export const singular = (kind: Kind): string => words[kind].one

/** `texts`, `mails`. */
export const plural = (kind: Kind): string => words[kind].many

/** The section of the config without which nothing of the kind is sent. */
export const sectionOf = (kind: Kind): string => words[kind].section

const told: [State, string][] = [
  ['sent', 'sent'],
  ['failed', 'refused'],
  ['expired', 'too late'],
  ['withdrawn', 'no longer wanted'],
  ['unknown', 'unknown'],
]

/** `texts: 34 sent, 1 refused`; nothing where nothing of note happened. */
export function tallyText(kind: Kind, tally: Partial<Record<State, number>>): string {
  const parts = told.flatMap(([state, words]) => (tally[state] ? [`${tally[state]} ${words}`] : []))
  return parts.length > 0 ? `${plural(kind)}: ${parts.join(', ')}` : ''
}

/**
 * A number or mail addresses, so that two items can be told apart and no person can be told. A printer and a folder
 * are no persons.
 */
export function masked(kind: Kind, recipient: string): string {
  if (kind === 'mail') return recipient.replace(/[^,\s@]+@/g, '…@')
  return kind === 'sms' ? recipient.replace(/^(.{3}).*(.{3})$/, '$1…$2') : recipient
}
