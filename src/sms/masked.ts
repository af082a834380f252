/** The end of a number, to tell it from others without giving it away: `…123`. */
export const masked = (number: string): string => `…${number.replace(/\D/g, '').slice(-3)}`
