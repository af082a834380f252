import { databaseIn } from './assemble.ts'
import { Checker } from './check.ts'
import type { DatabaseSection } from './database-place.ts'
import type { Hidden } from './hidden.ts'
import { referring } from './referring.ts'
import { at, type LocatedMap, scalars } from './tree.ts'
import { valuesOf } from './values.ts'
import { isLiteral, type Variables } from './variables.ts'

/**
 * The section `database` with references in place of what comes from the environment. Undefined where it would hold a
 * secret all the same, or where a reference is not allowed without its value: a number, for example.
 */
export function referredDatabase(
  root: LocatedMap,
  hidden: Hidden,
  lookUp: Variables,
): DatabaseSection | undefined {
  const section = at(root, ['database'])
  if (!section) return undefined
  for (const scalar of scalars(section)) {
    if (isLiteral(scalar.value) && (hidden.secrets.has(scalar) || hidden.doubtful.has(scalar)))
      return undefined
  }
  const checker = new Checker(root, valuesOf(root, hidden, referring(lookUp)), hidden)
  const said = databaseIn(root, checker)
  return checker.findings.length > 0 ? undefined : said
}
