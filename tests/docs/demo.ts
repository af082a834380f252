import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { noteFile } from '../../bin/idle.js'
import { Desk } from './desk.ts'

let made: Promise<string> | undefined

/** The night takes some seconds; the whole day would take twice as many. */
const MADE = '2026-11-23 07:59'

/** At eight on Monday 23 November 2026, in the folder of a demo of 200 pupils that has just been made. */
export async function atTheDemo(): Promise<Desk> {
  made ??= makeDemo()
  const desk = new Desk('2026-11-23 08:00')
  cpSync(await made, desk.folder, { recursive: true, preserveTimestamps: true })
  // A host is known by where its config is, and from here it has not looked at everything yet.
  rmSync(noteFile(desk.config))
  await desk.type('pars-auto run-due')
  return desk
}

/** The pages share one: a night takes some seconds. */
async function makeDemo(): Promise<string> {
  const kept = mkdtempSync(path.join(tmpdir(), 'pars-auto-docs-demo-'))
  removals.push(kept)
  const desk = Desk.withConfig(MADE)
  const { code, said } = await desk.type('pars-auto demo --pupils 200')
  if (code !== 0) throw new Error(said)
  cpSync(desk.folder, kept, { recursive: true, preserveTimestamps: true })
  return kept
}

const removals: string[] = []
afterAll(() => {
  for (const folder of removals) rmSync(folder, { recursive: true, force: true })
})
