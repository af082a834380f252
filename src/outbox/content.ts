import type { z } from 'zod'

/** The content of an item, checked. @returns undefined when it is not what the schema says */
export function readJson<Schema extends z.ZodType>(
  schema: Schema,
  content: string,
): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(content)).data
  } catch {
    return undefined
  }
}
