import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { installed } from './stand-ins.ts'

/** With mounts of its own; and when what is started ends, so does everything that it has started. */
export const ALONE = ['--mount', '--pid', '--fork', '--kill-child']

/** Whether a cron can be had here that nobody else sees. */
export const hasPrivateCron =
  ['cron', 'crontab', 'faketime', 'unshare'].every((name) => installed(name)) &&
  spawnSync('unshare', [...ALONE, 'true']).status === 0 &&
  process.getuid?.() === 0

/** Makes what stands in a folder for the tables of cron. */
export function makeTables(folder: string): void {
  for (const name of ['spool', 'tables', 'run']) mkdirSync(path.join(folder, name))
  writeFileSync(path.join(folder, 'crontab'), '')
}

/** For a shell in that folder, alone: from here on they are in the places of the real ones. */
export const MOUNTS = `
set -e
mount --bind spool /var/spool/cron/crontabs
chgrp crontab spool && chmod 1730 spool
mount --bind tables /etc/cron.d
touch /etc/crontab && mount --bind crontab /etc/crontab
mount --bind run /run
mount -t tmpfs shm /dev/shm
`

/** A minute of its lasts a second. What it starts goes by the real clock. */
export const FAST_CRON = "faketime -f '+0 x60' cron -f &"
