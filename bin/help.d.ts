/** What a command line that asks for help is answered, undefined where it asks for something else. */
export function helpOf(args: string[]): string | undefined
