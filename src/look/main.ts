import { believed, configOf } from '../../bin/idle.js'
import { thisHost } from '../runner/host.ts'
import { looked } from './look.ts'

/** A tick of the command line, where a note says how to look. @returns whether that was all there was to do */
export async function look(args: string[]): Promise<boolean> {
  const config = configOf(args)
  const note = config === undefined ? undefined : believed(config, Date.now())
  if (config === undefined || !note?.look) return false
  return looked(config, note, { env: process.env, clock: Date.now, host: thisHost() })
}
