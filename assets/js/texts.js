// What the device says, in one language: the page as the server made it, and the sheet to go on from there.
import { atWork } from './app.js'
import { numberLandmarks } from './framed.js'
import { unpacked } from './unpack.js'

/** Return what a page and its sheet say, undefined where nothing is asked on the device. */
export async function textsOf(page, address) {
  const section = page.getElementById('device')
  const response = section && (await fetch(section.dataset.sheet))
  if (!response || !response.ok) return
  for (const part of section.querySelectorAll('[data-explained], [data-offered]')) part.hidden = !part.hidden
  const known = JSON.parse(page.getElementById('known').textContent)
  const main = [...page.querySelector('main').childNodes]
  return { address, page, known, main, title: page.title, sheet: unpacked(await response.json()) }
}

/** Fetch this page in another language: the server learns that, and no answer. */
export async function textsAt(address) {
  const response = await fetch(address)
  if (!response.ok || response.redirected) return
  return textsOf(new DOMParser().parseFromString(await response.text(), 'text/html'), address)
}

/** Put the page in another language in the place of this one. */
export function putInPlace({ page }) {
  document.documentElement.lang = page.documentElement.lang
  document.body.replaceChildren(...page.body.childNodes)
  atWork()
  numberLandmarks()
}
