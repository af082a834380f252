export function idle(args: string[], now: number): boolean
/** After a longer silence between two ticks of a host it is recorded as having been off, ms. */
export const SILENCE: number
export function noteFile(config: string): string
export function stateOf(file: string): string
