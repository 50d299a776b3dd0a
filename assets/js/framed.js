// body[data-framed="KIND"]: tells the page around a framed one how high it is, and once what kind of page it is. Nothing
// else. The page around says hello first, so that messages go to its very origin; the server decides who may frame.

const SOURCE = 'thuiswerk-check'
const VERSION = 1
let place

/** Speak with the page around this one, if there is one. */
export function tellAround() {
  const { framed } = document.body.dataset
  if (framed === undefined || parent === window) return
  const { refused } = document.documentElement.dataset
  if (refused && performance.getEntriesByType('navigation')[0].type === 'navigate') {
    console.warn(`Thuiswerkcheck keeps its own ${refused}: what was asked cannot be used, or has too little contrast`)
  }
  // Browsers do not give focus by themselves in a page of another origin. This is only there after a mistake.
  const mistake = document.querySelector('[autofocus]')
  if (mistake) mistake.focus()
  let around
  addEventListener('message', ({ source, origin, data }) => {
    if (around || source !== parent || !isHello(data)) return
    around = origin
    place = data.number
    numberLandmarks()
    const tell = (more) => parent.postMessage({ source: SOURCE, version: VERSION, ...more }, around)
    if (framed) tell({ type: framed })
    const page = document.documentElement
    new ResizeObserver(() => tell({ type: 'height', height: Math.ceil(page.getBoundingClientRect().height) })).observe(page)
  })
}

/** Tell the landmarks of this page from those of others like it on the page around. */
export function numberLandmarks() {
  if (!(place > 1 && place < 100)) return
  for (const each of document.querySelectorAll('main, nav, section[aria-label]')) each.ariaLabel += ` ${place}`
}

function isHello(data) {
  return Boolean(data) && data.source === SOURCE && data.version === VERSION && data.type === 'hello'
}
