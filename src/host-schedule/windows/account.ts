import type { Wanted } from '../schedule.ts'

/** How Windows is to log the account on for each tick. */
export interface Logon {
  /** As the task names the account. */
  userId: string
  /** None for the accounts of the system itself, which have no password. */
  type?: 'Password' | 'S4U'
  /** `asked`: schtasks asks the person for it. `none`: Windows knows it, or needs none. */
  password: 'asked' | 'none'
}

/** What Windows runs services as; these names are the same in every language of Windows when given by number. */
const OF_THE_SYSTEM: Record<string, string> = {
  system: 'S-1-5-18',
  'local service': 'S-1-5-19',
  'network service': 'S-1-5-20',
}

/** @param account `RIVERSIDE\pars-auto`, `RIVERSIDE\pars-auto$` for a group managed service account */
export function logonOf(account: string, { withoutPassword }: Pick<Wanted, 'withoutPassword'>): Logon {
  const number = OF_THE_SYSTEM[account.toLowerCase().replace(/^nt authority\\/, '')]
  if (number) return { userId: number, password: 'none' }
  if (isManaged(account)) return { userId: account, type: 'Password', password: 'none' }
  if (withoutPassword) return { userId: account, type: 'S4U', password: 'none' }
  return { userId: account, type: 'Password', password: 'asked' }
}

/** A managed service account: its name ends so, and Windows itself keeps and changes its password. */
export const isManaged = (account: string): boolean => account.endsWith('$')
