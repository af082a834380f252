/**
 * SQL for how people speak of somebody: `Ms Hill`, without a title `Hill`. Null where a left join found nobody.
 * @param alias of the table staff or contact
 */
export const titled = (alias: string): string =>
  `case when ${alias}.title is null then ${alias}.surname else concat(${alias}.title, ' ', ${alias}.surname) end`

/** SQL for a name in full: `Mrs Jane Hill`, whatever of it there is. */
export const inFull = (alias: string): string =>
  `case when ${alias}.forename is null then ${titled(alias)}
    when ${alias}.title is null then concat(${alias}.forename, ' ', ${alias}.surname)
    else concat(${alias}.title, ' ', ${alias}.forename, ' ', ${alias}.surname) end`
