import { stat, statfs } from 'node:fs/promises'
import os from 'node:os'
import { type Check, type Finding, failed, ok, warning } from '../check.ts'
import { existingAbove, foldersOfTicks } from '../places.ts'

const MB = 1_000_000
/** A tick that cannot write fails. */
const LEAST = 100 * MB
/** Less than this is soon used up: by a backup, a log, a month of reports. */
const LITTLE = 1000 * MB

export const disk: Check = {
  name: 'disk',
  about: 'There is room on the disks.',
  async look(patient): Promise<Finding[]> {
    const disks = new Map<number, { folder: string; whats: Set<string> }>()
    for (const [what, folder] of [...foldersOfTicks(patient), ['temporary files', os.tmpdir()]] as const) {
      const there = existingAbove(folder)
      const { dev } = await stat(there)
      const known = disks.get(dev)
      if (known) known.whats.add(what)
      else disks.set(dev, { folder: there, whats: new Set([what]) })
    }
    const findings = await Promise.all(
      [...disks.values()].map(async ({ folder, whats }) => {
        const { bsize, bavail, blocks } = await statfs(folder)
        // What is no disk has no size.
        if (blocks === 0) return []
        return diskFinding([...whats].join(', '), folder, bavail * bsize, blocks * bsize)
      }),
    )
    return findings.flat()
  },
}

/** @param free bytes that this account may use; @param size of the disk, in bytes */
export function diskFinding(what: string, folder: string, free: number, size: number): Finding {
  const room = `${bytes(free)} of ${bytes(size)} free at ${folder} (${what})`
  const cure = 'Make room on it, or move what is there'
  if (free < LEAST) return failed(`Only ${room}: soon nothing can be written any more.`, cure)
  if (free < LITTLE) return warning(`Only ${room}.`, cure)
  return ok(`${room}.`)
}

const bytes = (count: number) =>
  count < 1000 * MB ? `${Math.round(count / MB)} MB` : `${(count / MB / 1000).toFixed(1)} GB`
