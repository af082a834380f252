import { Exit, type ExitCode } from './exit.ts'

/** Ctrl+C and a stop request from the system, the first time; the second time they end the process as usual. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(signal))
  return stop.signal
}

/** What a process ends with that was told to stop. */
export const signalCode = (stop: AbortSignal): ExitCode =>
  stop.reason === 'SIGTERM' ? Exit.terminated : Exit.interrupted

/** Whoever reads along may go away (`| head`): the work goes on all the same. */
export function goOnWithoutReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
