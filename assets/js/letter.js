// <section data-letter>: what is typed in <input data-fills="KEY"> stands in the letter in the place of <span data-blank="KEY">.
// It leaves the page as a copy or on paper only: nothing is sent, and nothing is kept.

/** Let the letters of the page be filled in, and put on paper by themselves. */
export function letters() {
  for (const letter of document.querySelectorAll('[data-letter]')) {
    for (const part of letter.querySelectorAll('[data-with-script], [data-without-script]')) part.hidden = !part.hidden
    for (const input of letter.querySelectorAll('[data-fills]')) fillWith(input, letter)
    const button = letter.querySelector('[data-print-alone]')
    button.hidden = false
    button.addEventListener('click', () => printAlone(letter))
  }
}

function fillWith(input, letter) {
  const blanks = letter.querySelectorAll(`[data-blank="${input.dataset.fills}"]`)
  const blank = blanks[0].textContent
  input.addEventListener('input', () => {
    const typed = input.value.trim()
    for (const each of blanks) {
      each.textContent = typed || blank
      each.classList.toggle('twk-blank', !typed)
    }
  })
}

function printAlone(letter) {
  const { title } = document
  const others = []
  for (let part = letter; part !== document.body; part = part.parentElement) {
    others.push(...[...part.parentElement.children].filter((each) => each !== part))
  }
  const alone = (is) => {
    for (const each of others) each.classList.toggle('twk-unprinted', is)
    letter.classList.toggle('twk-letter--alone', is)
    document.title = is ? letter.querySelector('h2').textContent : title // what a browser calls the PDF
  }
  addEventListener('afterprint', () => alone(false), { once: true })
  alone(true)
  print()
}
