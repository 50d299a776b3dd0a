// <button type="button" hidden data-print>: prints the page. <details class="twk-printed">: is open on paper.

/** Show the print buttons. */
export function printButtons() {
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => print())
  }
}

/** Open on paper what should be read there. */
export function printWhole() {
  addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details.twk-printed:not([open])')) {
      details.open = true
      details.dataset.openedToPrint = ''
    }
  })
  addEventListener('afterprint', () => {
    for (const details of document.querySelectorAll('[data-opened-to-print]')) {
      details.open = false
      delete details.dataset.openedToPrint
    }
  })
}
