/** `[dbo].[Pupil]` of a name with its parts, each as it is. */
export const quoted = (...parts: string[]): string =>
  parts.map((part) => `[${part.replaceAll(']', ']]')}]`).join('.')

/** A text as T-SQL writes it. */
export const literal = (text: string): string => `N'${text.replaceAll("'", "''")}'`
