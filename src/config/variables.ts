import { parse } from 'dotenv'
import { readText } from './read.ts'

/** Where `${NAME}` is looked up: the environment, then the values of the env file. */
export type Variables = (name: string) => string | undefined

/** A reference in a text, or what looks like one; indices into the text. */
export interface Reference {
  from: number
  to: number
  /** Absent when what stands between the braces is no name. */
  name?: string
}

/** An empty value counts as none: no setting is meant to be nothing. */
export function variables(env: NodeJS.ProcessEnv, file: Record<string, string> = {}): Variables {
  return (name) =>
    [env, file].map((values) => values[name]).find((value) => typeof value === 'string' && value !== '')
}

/** The lines NAME=value of an env file; undefined when it cannot be read, with the reason. */
export function readEnvFile(file: string): { values: Record<string, string>; trouble?: string } {
  const { text, findings } = readText(file)
  const [finding] = findings
  return finding ? { values: {}, trouble: finding.message } : { values: parse(text) }
}

/** What several env files say together: what the first says counts. */
export const inFront = (values: Record<string, string>[]): Record<string, string> =>
  Object.assign({}, ...values.toReversed())

/** The values of env files that are there; what the first says counts. */
export const valuesIn = (files: string[]): Record<string, string> =>
  inFront(files.map((file) => readEnvFile(file).values))

const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/g

/** The references of a text, in order. `$${` is the text `${` and no reference. */
export function references(text: string): Reference[] {
  return [...text.matchAll(REFERENCE)]
    .filter(([whole]) => whole !== '$${')
    .map(({ index, 0: whole, 1: name = '', 2: end }) => {
      const isName = end === '}' && /^[A-Za-z_]\w*$/.test(name)
      return { from: index, to: index + whole.length, ...(isName ? { name } : {}) }
    })
}

/** Whether a value of the file is written out, with nothing of it to be looked up. */
export const isLiteral = (value: unknown): boolean => references(String(value)).length === 0

/** The text with its references replaced; undefined when one of them has no value. */
export function expand(text: string, lookUp: Variables): string | undefined {
  let complete = true
  const expanded = text.replace(REFERENCE, (whole, name?: string) => {
    if (whole === '$${') return '${'
    const value = lookUp(name ?? '')
    if (value === undefined) complete = false
    return value ?? ''
  })
  return complete ? expanded : undefined
}
