import { parseAge } from './duration.ts'
import type { Section } from './outgoing.ts'
import { sections } from './schema.ts'

/** For how long each sort of record is kept, in milliseconds. */
export type KeptAges = Record<keyof Section<'history'>, number>

/** What is not said is as usual. */
export function keptAges(written: Partial<Section<'history'>>): KeptAges {
  const said = { ...sections.history.parse(undefined), ...written }
  const age = (key: keyof KeptAges) => parseAge(said[key])!
  const keep = age('keep')
  return {
    keep,
    keepFailures: Math.max(keep, age('keepFailures')),
    keepMessages: age('keepMessages'),
    keepScans: age('keepScans'),
    keepAudit: age('keepAudit'),
  }
}
