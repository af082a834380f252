import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

/**
 * What the operating system knows of the account that the program runs under. Each question may start a process, so
 * it is asked only where something hangs on the answer. Who somebody is, no variable of the environment says: those
 * can be set by anybody.
 */
export interface Directory {
  /** The account with its domain, `RIVERSIDE\j.smith`; undefined where it has none, or the system does not say. */
  account(): Promise<string | undefined>
  /** Those of the groups that it is in, as they were asked for. */
  groupsAmong(groups: string[]): Promise<string[]>
}

/** Longer than a domain controller that answers takes, ms. */
const PATIENCE = 10_000

/** @param platform whose words are spoken; another than this one for tests of what they mean */
export function directoryHere(platform: NodeJS.Platform = process.platform, ask = askProgram): Directory {
  return platform === 'win32' ? onWindows(ask) : onUnix(ask)
}

/** Runs a program of the system and returns what it prints; undefined where it is not there, or fails. */
type Ask = (program: string, args: string[]) => Promise<string | undefined>

function onWindows(ask: Ask): Directory {
  const whoami = async (...args: string[]) =>
    rowsOf((await ask('whoami', [...args, '/fo', 'csv', '/nh'])) ?? '')
  return {
    account: async () => (await whoami('/user'))[0]?.[0],
    async groupsAmong(groups) {
      // An administrator who has not said "run as administrator" is in the group only to be kept out by it.
      const mine = (await whoami('/groups'))
        .filter(([, , , attributes]) => !/deny only/i.test(attributes ?? ''))
        .map(([name = '']) => name.toLowerCase())
      const has = (group: string) => mine.some((name) => name === group || name.endsWith(`\\${group}`))
      return groups.filter((group) => has(group.toLowerCase()))
    },
  }
}

/** The rows of what `whoami /fo csv` prints: every cell in quotes, in which a quote is doubled. */
const rowsOf = (csv: string): string[][] =>
  csv
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell]) => cell!.replaceAll('""', '"')))

/** By the numbers that the process itself has: a name in a list of members may be that of somebody else. */
function onUnix(ask: Ask): Directory {
  return {
    account: async () => undefined,
    async groupsAmong(groups) {
      const mine = new Set([...(process.getgroups?.() ?? []), process.getegid?.()])
      const found = await Promise.all(
        groups.map(async (group) => numberOf(await ask('getent', ['group', group]))),
      )
      return groups.filter((_group, at) => mine.has(found[at]))
    },
  }
}

/** `attendance:x:1004:ada,ben` */
const numberOf = (line = ''): number | undefined => {
  const [, , number] = line.split(':')
  return number !== undefined && /^\d+$/.test(number) ? Number(number) : undefined
}

/** Where the system keeps its own programs: a folder that somebody put before them in PATH is not looked at. */
const SYSTEM_FOLDERS = '/usr/bin:/bin:/usr/sbin:/sbin:/run/current-system/sw/bin'

async function askProgram(program: string, args: string[]): Promise<string | undefined> {
  const windows = path.win32.join(systemRoot(), 'System32', `${program}.exe`)
  const [file, env] =
    process.platform === 'win32' ? [windows, process.env] : [program, { PATH: SYSTEM_FOLDERS, LC_ALL: 'C' }]
  try {
    const { stdout } = await promisify(execFile)(file, args, { env, timeout: PATIENCE, windowsHide: true })
    return stdout.trim()
  } catch {
    return undefined
  }
}

/** Whoever can set this for the program can as well start another program in its place. */
const systemRoot = () => process.env.SystemRoot ?? 'C:\\Windows'
