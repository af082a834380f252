import type { Noted } from '../../bin/idle.js'
import { Exit, type ExitCode, mistake, UserError } from '../exit.ts'
import { thisMachine } from '../host-schedule/machine.ts'
import { ticksOf } from '../many/ticks.ts'
import { thisHost } from '../runner/host.ts'
import { goOnWithoutReader, stopSignal } from '../stop.ts'
import { looked } from './look.ts'

/** A tick of the command line, where a note says how to look. @returns whether that was all there was to do */
export const look = ({ config, note }: Noted): Promise<boolean> =>
  looked(config, note, { env: process.env, clock: Date.now, host: thisHost() })

/** A tick of many schools. @param given configs, or patterns of them */
export async function tickAll(given: string[]): Promise<ExitCode> {
  const err = (text: string) => process.stderr.write(text)
  for (const stream of [process.stdout, process.stderr]) stream.on('error', goOnWithoutReader)
  try {
    return await ticksOf(given, {
      env: process.env,
      cwd: process.cwd(),
      clock: Date.now,
      host: thisHost(),
      program: thisMachine().program,
      stop: stopSignal(),
      out: (text) => process.stdout.write(text),
      err,
    })
  } catch (error) {
    err(error instanceof UserError ? `${error.message}\n` : mistake(error))
    return error instanceof UserError ? error.exit : Exit.failed
  }
}
