/** An account as people and systems write it: `RIVERSIDE\j.smith`, `j.smith@riverside.example`, `j.smith`. */
interface AccountName {
  user: string
  /** `riverside`, `riverside.example`; none where it is not said. */
  domain?: string
}

function read(text: string): AccountName {
  const name = text.trim().toLowerCase()
  const backslash = name.indexOf('\\')
  if (backslash >= 0) return { domain: name.slice(0, backslash), user: name.slice(backslash + 1) }
  const at = name.lastIndexOf('@')
  return at > 0 ? { user: name.slice(0, at), domain: name.slice(at + 1) } : { user: name }
}

/**
 * Whether a name that something was granted to is that of the account. Capitals make no difference, and a name without
 * a domain is one of any; but one with a domain is never an account of which no domain is known.
 */
export function isSame(granted: string, account: string): boolean {
  const [to, of] = [read(granted), read(account)]
  return to.user === of.user && (to.domain === undefined || to.domain === of.domain)
}
