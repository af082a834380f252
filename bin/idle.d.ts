export function idle(args: string[], now: number): boolean
export function noteFile(config: string): string
export function stateOf(file: string): string
