import { type Html, html } from '../info/html.ts'

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/

/** Words as HTML: those from right to left do not turn round what stands beside them. */
export const isolated = (words: string): Html =>
  RIGHT_TO_LEFT.test(words) ? html`<bdi>${words}</bdi>` : html`${words}`
