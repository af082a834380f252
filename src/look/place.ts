import { type DatabaseSection, placeOf } from '../config/database-place.ts'
import { filled } from '../config/referring.ts'
import type { Variables } from '../config/variables.ts'
import type { DatabasePlace } from '../db/database.ts'

/**
 * Where the database is, by the values that its variables have now.
 * @param section with references: see config/referring.ts
 * @param config the absolute path of the config
 * @returns undefined when one of them has none any more
 */
export function placeAt(
  section: DatabaseSection,
  config: string,
  lookUp: Variables,
): DatabasePlace | undefined {
  const said = filled(JSON.stringify(section), lookUp)
  return said === undefined ? undefined : placeOf(JSON.parse(said), config, () => false)
}
