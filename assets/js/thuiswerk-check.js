// <thuiswerk-check src="https://.../embed/nl/ID" title="..." lang="nl" theme="brand: #0b4f5c"></thuiswerk-check>
// Frames the check, follows its height, and dispatches ready, step, completed and error. No answer comes out of the frame.

const SOURCE = 'thuiswerk-check'
const VERSION = 1
const PATIENCE = 8000

class ThuiswerkCheck extends HTMLElement {
  connectedCallback() {
    this.seen = new Set()
    this.listen = (event) => this.take(event)
    addEventListener('message', this.listen)
    try {
      this.show(this.address())
    } catch {
      this.say('error')
    }
  }

  disconnectedCallback() {
    removeEventListener('message', this.listen)
    clearTimeout(this.timer)
  }

  address() {
    const url = new URL(this.getAttribute('src'), location.href)
    if (!/^https?:$/.test(url.protocol)) throw new Error()
    if (this.lang) url.pathname = url.pathname.replace(/^\/embed\/\w+/, '/embed/' + this.lang)
    const theme = this.getAttribute('theme') || ''
    // Dark colours only in a page that has them too.
    const meta = document.querySelector('meta[name=color-scheme]')
    const dark = /dark/.test(getComputedStyle(this).colorScheme + (meta && meta.content)) ? 'auto' : ''
    const both = [dark, theme].filter(Boolean).join(';')
    if (both) url.searchParams.set('theme', both)
    return url
  }

  show(url) {
    const frame = document.createElement('iframe')
    const all = [...document.querySelectorAll(SOURCE)]
    const alike = all.filter((each) => each.title === this.title).indexOf(this)
    frame.title = (this.title || 'Thuiswerkcheck') + (alike ? ' ' + (alike + 1) : '')
    frame.lang = this.lang || url.pathname.split('/')[2]
    frame.allow = 'clipboard-write'
    frame.referrerPolicy = 'no-referrer'
    frame.style.cssText = 'display:block;width:100%;border:0;height:100vh'
    frame.onload = () => {
      this.timer ??= setTimeout(() => this.seen.size || this.say('error'), PATIENCE)
      const number = all.indexOf(this) + 1
      frame.contentWindow.postMessage({ source: SOURCE, version: VERSION, type: 'hello', number }, url.origin)
    }
    this.style.display = 'block'
    this.origin = url.origin
    this.frame = frame
    frame.src = url
    this.replaceChildren(frame)
  }

  take({ origin, source, data }) {
    if (origin !== this.origin || !source || source !== this.frame.contentWindow || !data) return
    if (data.source !== SOURCE || data.version !== VERSION) return
    const { type, height } = data
    if (type === 'height' && height > 0 && height < 1e5) this.frame.style.height = height + 'px'
    if (/^(ready|step|completed|error)$/.test(type)) this.say(type)
  }

  say(type) {
    const { seen } = this
    if (type === 'ready' && seen.has(type)) return seen.delete('completed')
    if (type !== 'step' && seen.has(type)) return
    seen.add(type)
    this.dispatchEvent(new CustomEvent(type))
    // A new page begins at its top, also where the one before it was longer.
    if (type !== 'ready' && this.getBoundingClientRect().top < 0) this.scrollIntoView()
  }
}

customElements.get(SOURCE) || customElements.define(SOURCE, ThuiswerkCheck)
