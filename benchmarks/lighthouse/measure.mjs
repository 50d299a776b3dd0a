// Measures pages, given as name=address, with Lighthouse as it comes: a telephone on a slow network. Prints JSON.
import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
const CATEGORIES = ['performance', 'accessibility', 'best-practices']
const AUDITS = ['largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift']

async function measure(address, port) {
  const { lhr } = await lighthouse(address, { port, onlyCategories: CATEGORIES, logLevel: 'silent' })
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message)
  return [
    ...CATEGORIES.map((name) => Math.round(lhr.categories[name].score * 100)),
    ...AUDITS.map((name) => lhr.audits[name].numericValue)
  ]
}

const chrome = await launch({ chromePath: process.env.CHROME_PATH, chromeFlags: FLAGS })
const found = {}
for (const page of process.argv.slice(2)) {
  const [name] = page.split('=', 1)
  found[name] = await measure(page.slice(name.length + 1), chrome.port)
}
chrome.kill()
console.log(JSON.stringify(found))
