/**
 * The colours of our pages as CSS variables, for light and dark. They differ in lightness as well as in hue, each at
 * least 3:1 against the background in both; text at least 4.5:1.
 */
export const palette = `:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --rule: #d8dee4; --panel: #f6f8fa;
  --main: #0b57a4; --second: #b35900; --backdrop: #8c959f;
  --praise: #1a7f37; --sanction: #b3261e;
  --present: #1a7f37; --approved: #0f7b8a; --authorised: #b27a00; --unauthorised: #b3261e;
  --not-required: #8250df; --administrative: #57606a; --none: #8c959f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1419; --ink: #e8edf2; --soft: #a3adb8; --rule: #333d47; --panel: #182028;
    --main: #6cb6ff; --second: #ffb065; --backdrop: #768390;
    --praise: #57c76d; --sanction: #ff7b72;
    --present: #46b35c; --approved: #39b5c6; --authorised: #e3b341; --unauthorised: #ff7b72;
    --not-required: #b694f5; --administrative: #a3adb8; --none: #768390;
  }
}`

/** The same on paper, whatever the screen shows; for `@media print`. */
export const paperPalette = `  :root {
    color-scheme: light;
    --paper: #ffffff; --ink: #000000; --soft: #444444; --rule: #cccccc; --panel: #ffffff;
    --main: #0b57a4; --second: #b35900; --backdrop: #8c959f; --praise: #1a7f37; --sanction: #b3261e;
    --present: #1a7f37; --approved: #0f7b8a; --authorised: #b27a00; --unauthorised: #b3261e;
    --not-required: #8250df; --administrative: #57606a; --none: #8c959f;
  }`
