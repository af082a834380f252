/** What the server takes for comments, texts and quoted names. Where in doubt, less: what is left is looked at. */
const QUIET = /--[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|\[(?:[^\]]|\]\])*\]?/g

/**
 * Words that a statement begins with or has in it when it does more than read. T-SQL needs no semicolon between two
 * statements, and one of them could end the transaction that would have undone the others. All but a few are reserved:
 * a column of that name has to be in brackets anyway.
 */
const CHANGES = new Set(
  `add alter backup begin break bulk checkpoint close commit continue conversation create dbcc deallocate declare delete
  deny disable drop enable exec execute goto grant if insert into kill load merge open
  opendatasource openquery openrowset print raiserror readtext receive reconfigure restore return revert revoke rollback
  save send set setuser shutdown throw tran transaction trigger truncate update updatetext use waitfor while
  writetext`.split(/\s+/),
)

/** The first word of a statement that does more than read. */
export function changingWord(sql: string): string | undefined {
  const words = sql.replace(QUIET, ' ').match(/[\p{L}\p{N}_@#$]+/gu) ?? []
  return words.find((word) => CHANGES.has(word.toLowerCase()))
}
