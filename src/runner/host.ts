import { readFileSync } from 'node:fs'
import os from 'node:os'

/** Which machine this is, since when it has been up, and who is at it. */
export interface Host {
  name: string
  /** Changes with every start of the machine. Processes of another boot are certainly gone. */
  boot: string
  pid: number
  /** The operating system's account. */
  person: string
}

export function thisHost(): Host {
  return { name: os.hostname(), boot: bootId(), pid: process.pid, person: account() }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    // Elsewhere the start is only known as "now minus uptime", which wobbles by seconds: ten-minute steps.
    return `up-since-${Math.round((Date.now() - os.uptime() * 1000) / 600_000)}`
  }
}

function account(): string {
  try {
    return os.userInfo().username
  } catch {
    return process.env.USER ?? process.env.USERNAME ?? 'unknown'
  }
}
