import { isIdle, noted } from '../bin/idle.js'

/** Whether a tick with these arguments would leave at once. */
export const idle = (args: string[], now: number): boolean => isIdle(noted(args, now), now)
