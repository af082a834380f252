import type { Directory } from '../../src/permissions/directory.ts'
import { thisHost } from '../../src/runner/host.ts'
import type { TestSchool } from '../school.ts'

/** Somebody as the operating system knows him. */
export interface Somebody {
  account: string
  /** With its domain, where there are domains. */
  full?: string
  groups?: string[]
}

/** What the system would say of somebody. */
export const directoryOf = ({ full, groups = [] }: Partial<Somebody>): Directory => ({
  account: async () => full,
  groupsAmong: async (asked) => asked.filter((group) => groups.includes(group)),
})

/** From here on it is somebody else who types, on the host SRV1. */
export function at(school: TestSchool, somebody: Somebody): void {
  school.world = {
    ...school.world,
    host: { ...thisHost(), name: 'SRV1', person: somebody.account },
    directory: directoryOf(somebody),
  }
}

/** The section of a config in which accounts are granted permissions: `granted({ setup: ['b.khan'] })`. */
export function granted(accounts: Record<string, string[]>): string {
  const lines = Object.entries(accounts).map(
    ([permission, names]) =>
      `  ${permission}: { accounts: [${names.map((name) => `'${name}'`).join(', ')}] }\n`,
  )
  return `permissions:\n${lines.join('')}`
}

/** Grants permissions to an account as PARS would: by rows of the table. */
export async function grant(school: TestSchool, account: string, ...held: string[]): Promise<void> {
  for (const permission of held) await school.add('automation_grant', { account, permission })
}
