import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** An installed Chromium or Chrome: $PARS_TEST_BROWSER, or the first on the path. Nothing is ever downloaded. */
export const browser: string | undefined =
  process.env.PARS_TEST_BROWSER ??
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
    .find((file) => existsSync(file))

/** Runs it once without a window, on a profile of its own, and returns what it printed. */
export function browse(folder: string, url: string, ...flags: string[]): { out: string; err: string } {
  const usual = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--disable-background-networking',
    `--user-data-dir=${path.join(folder, 'profile')}`,
  ]
  const { stdout, stderr, error } = spawnSync(browser!, [...usual, ...flags, url], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (error) throw error
  return { out: stdout, err: stderr }
}
