import { type DatabaseSection, placeOf } from '../config/database-place.ts'
import type { Variables } from '../config/variables.ts'
import type { DatabasePlace } from '../db/database.ts'

/** Stand around the name of a variable, in place of its value. */
const [OPEN, CLOSE] = ['\u27e6', '\u27e7']

/** Stands for the value of a variable that has one: what is read with it can be kept in a file. */
export const referring =
  (lookUp: Variables): Variables =>
  (name) =>
    lookUp(name) === undefined ? undefined : `${OPEN}${name}${CLOSE}`

/**
 * Where the database is, by the values that its variables have now.
 * @param config the absolute path of the config
 * @returns undefined when one of them has none any more
 */
export function placeAt(
  section: DatabaseSection,
  config: string,
  lookUp: Variables,
): DatabasePlace | undefined {
  let isWhole = true
  const reference = new RegExp(`${OPEN}(\\w+)${CLOSE}`, 'g')
  const filled = JSON.parse(JSON.stringify(section), (_key, value) => {
    if (typeof value !== 'string') return value
    return value.replace(reference, (_whole, name: string) => {
      const found = lookUp(name)
      isWhole &&= found !== undefined
      return found ?? ''
    })
  })
  return isWhole ? placeOf(filled, config, () => false) : undefined
}
