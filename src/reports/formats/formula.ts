/** How a formula may begin, also in full width, behind blanks, or after a line end that is taken for a new cell. */
const FORMULA = /^(?:\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n])/

/**
 * Whether a spreadsheet program might run a text instead of showing it:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export const looksLikeFormula = (text: string): boolean => FORMULA.test(text)
