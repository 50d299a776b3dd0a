// <button type="button" hidden data-copy="ID" data-copied="Gekopieerd">: copies the text of the element with that id, of a link the whole address.

/** Show the copy buttons and make them work. What is copied keeps its indentation. */
export function copyButtons(root = document) {
  if (!navigator.clipboard) return
  for (const button of root.querySelectorAll('[data-copy]')) {
    const said = document.createElement('span')
    said.className = 'twk-copied'
    said.setAttribute('aria-live', 'polite')
    button.after(said)
    button.hidden = false
    button.addEventListener('click', () => copy(button, said))
  }
}

async function copy(button, said) {
  const source = document.getElementById(button.dataset.copy)
  said.textContent = ''
  try {
    await navigator.clipboard.writeText((source.href || source.value || source.innerText).trimEnd())
    said.textContent = button.dataset.copied
  } catch {
    getSelection().selectAllChildren(source) // not allowed to copy: leave the text selected for the reader to copy
  }
}
