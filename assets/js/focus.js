/** Give focus to what cannot have it by itself, for as long as it has it. */
export function focusOn(element) {
  element.tabIndex = -1
  element.classList.add('govuk-skip-link-focused-element')
  element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true })
  element.focus()
}
