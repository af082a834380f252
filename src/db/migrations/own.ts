/** The name of one of the program's own tables in the database, apart from everything of the school's. */
export const own = (name: string): string => `auto_${name}`

/** Whether a table is one of them. */
export const isOwn = (table: string): boolean => table.startsWith('auto_')
