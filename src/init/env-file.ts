import { parse } from 'dotenv'
import { Exit, UserError } from '../exit.ts'
import type { SecretName } from './answers.ts'

/** The secrets that were typed; those that are still to come are missing. */
export type Typed = Partial<Record<SecretName, string>>

/**
 * The text of the file of secrets. What stands in it already stays, but for the secrets that were typed anew; what is
 * still to be filled in has a line with nothing behind the sign.
 */
export function envText(before: string, secrets: readonly [SecretName, string][], typed: Typed): string {
  const kept = parse(before)
  let text = before === '' ? HEAD : before.replace(/(?<=[^\n])$/, '\n')
  for (const [name, about] of secrets) {
    const value = typed[name]
    if (value === undefined && name in kept) continue
    const line = envLine(name, value ?? '')
    // The last line of a name is the one that counts.
    text += name in kept ? `${line}\n` : `\n# ${about}\n${line}\n`
  }
  return text
}

const HEAD = `# Secrets of pars-auto: NAME=value lines. The config refers to them as \${NAME}.
# Nobody but the accounts that run pars-auto should be able to read this file.
`

/** In the quotes with which it is read again as it is. @throws UserError where there are none */
function envLine(name: string, value: string): string {
  const ways = [value, `'${value}'`, `"${value}"`, `\`${value}\``]
  const line = ways.map((way) => `${name}=${way}`).find((one) => parse(one)[name] === value)
  if (line !== undefined) return line
  throw new UserError(
    `${name} has all of ' " and \` in it, and there is no way to write that into a file of NAME=value lines. Set it in the environment instead.`,
    Exit.usage,
  )
}
