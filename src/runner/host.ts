import { readFileSync } from 'node:fs'
import os from 'node:os'

/** Which machine this is, since when it has been up, and who is at it. */
export interface Host {
  name: string
  /**
   * The machine and its present start, in two words: processes of an earlier start are certainly gone. Both words
   * are empty where the system does not say (only Linux does): then a process is asked, not presumed dead.
   */
  boot: string
  pid: number
  /** Whoever is at it: the login of the database where that is a person's, or the operating system's account. */
  person: string
}

export function thisHost(): Host {
  return { name: os.hostname(), boot: bootId(), pid: process.pid, person: account() }
}

function bootId(): string {
  const machine = firstLine('/etc/machine-id')
  const boot = firstLine('/proc/sys/kernel/random/boot_id')
  return machine && boot ? `${machine} ${boot}` : ' '
}

function firstLine(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}

/** As the system says it: what the environment says, anybody can set. */
function account(): string {
  try {
    return os.userInfo().username
  } catch {
    return process.getuid ? `account ${process.getuid()}` : 'unknown'
  }
}
