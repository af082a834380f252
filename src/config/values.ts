import type { Hidden } from './hidden.ts'
import { type Finding, nameOf, type Path } from './problem.ts'
import { MASK, type Span } from './source.ts'
import type { Located, LocatedScalar } from './tree.ts'
import { expand, type Reference, references, type Variables } from './variables.ts'

/** What the scalars of a file stand for once `${NAME}` is replaced. */
export interface Values {
  /** For `plain`: undefined leaves a value out. */
  read(scalar: LocatedScalar): unknown
  /** Scalars whose value is missing or unfit, which is reported already. */
  without: Set<LocatedScalar>
  findings: Finding[]
  /** Texts that must not reach any output: secrets, and whatever came from the environment. */
  confidential: Set<string>
}

/** Replaces the references in a file's texts, and reports what is odd about them and about secrets. */
export function valuesOf(root: Located, hidden: Hidden, lookUp: Variables): Values {
  const values: Values = {
    read: (scalar) => (values.without.has(scalar) ? undefined : (replaced.get(scalar) ?? scalar.value)),
    without: new Set(),
    findings: [],
    confidential: new Set(),
  }
  const replaced = new Map<LocatedScalar, string>()
  for (const { scalar, path } of walk(root, [])) {
    const isSecret = hidden.secrets.has(scalar)
    if (isSecret && scalar.value !== null) checkLiteral(scalar, path, values)
    if (typeof scalar.value !== 'string' || !scalar.value.includes('${')) continue
    const unset = references(scalar.value).filter(
      ({ name }) => name === undefined || lookUp(name) === undefined,
    )
    for (const reference of unset) values.findings.push(unsetFinding(reference, scalar, path, isSecret))
    for (const { name } of references(scalar.value)) {
      const value = name === undefined ? undefined : lookUp(name)
      if (value !== undefined) values.confidential.add(value)
    }
    const expanded = unset.length > 0 ? undefined : expand(scalar.value, lookUp)
    if (expanded === undefined) values.without.add(scalar)
    else replaced.set(scalar, expanded)
    if (expanded !== undefined && isSecret) values.confidential.add(expanded)
  }
  return values
}

/** What must not reach any output. A secret that stands in the file itself is one all the same. */
export const confidentialIn = ({ confidential }: Values, { secrets }: Hidden): ReadonlySet<string> =>
  new Set([...confidential, ...[...secrets].map(({ value }) => String(value ?? ''))].filter(Boolean))

/** A secret that is written out is used, and reported; one that was blanked out is as good as missing. */
function checkLiteral(scalar: LocatedScalar, path: Path, values: Values) {
  const text = String(scalar.value)
  if (references(text).length > 0) return
  const place = { severity: 'warning' as const, path, span: scalar.span }
  const name = nameOf(path)
  if (text === MASK) {
    values.without.add(scalar)
    const message = `the value of '${name}' was a secret and is not kept`
    values.findings.push({ ...place, rule: 'secret-not-set', message, hint: `write \${NAME} in the config` })
    return
  }
  values.confidential.add(text)
  const message = `'${name}' is a secret, and everybody who can read this file can read it`
  const hint = `write \${NAME} instead, and set NAME in the environment or in the file that envFile names`
  values.findings.push({ ...place, rule: 'literal-secret', message, hint })
}

function unsetFinding(reference: Reference, scalar: LocatedScalar, path: Path, isSecret: boolean): Finding {
  const text = String(scalar.value).slice(reference.from, reference.to)
  const place = { path, span: spanIn(scalar, text) }
  if (reference.name === undefined) {
    const message = `this is not a reference such as \${NAME}`
    const hint = `letters, digits and _ between \${ and }; for the characters \${ themselves write $\${`
    return { ...place, rule: 'variable', severity: 'error', message, hint }
  }
  const hint = `set ${reference.name} in the environment or in the file that envFile names`
  if (!isSecret) return { ...place, rule: 'variable', severity: 'error', message: `${text} is not set`, hint }
  const message = `${text} is not set, so '${nameOf(path)}' is missing`
  return { ...place, rule: 'secret-not-set', severity: 'warning', message, hint }
}

/** Where a part of a text stands in the file; the whole value where escapes or line breaks hide it. */
function spanIn(scalar: LocatedScalar, part: string): Span {
  const index = scalar.raw.indexOf(part)
  if (index === -1) return scalar.span
  return { from: scalar.span.from + index, to: scalar.span.from + index + part.length }
}

function* walk(node: Located, path: Path): Generator<{ scalar: LocatedScalar; path: Path }> {
  if (node.kind === 'scalar') yield { scalar: node, path }
  else if (node.kind === 'list')
    for (const [index, item] of node.items.entries()) yield* walk(item, [...path, index])
  else for (const [key, { value }] of node.entries) yield* walk(value, [...path, key])
}
