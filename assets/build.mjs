// Builds app.css, nlds.css, the scripts (a page loads one), thuiswerk-check.js, NOTICE.txt and manifest.json into the folder
// given as the only argument.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { buildSync, transformSync } from 'esbuild'
import { compile, Logger } from 'sass'

const SCRIPTS = ['app.js', 'form.js', 'tryout.js', 'device.js']
const OF_OTHERS = ['form.js', 'tryout.js'] // these hold parts of somebody else, and say so
const assets = dirname(fileURLToPath(import.meta.url))
const modules = join(assets, '..', 'node_modules')
const out = resolve(process.argv[2])
mkdirSync(out, { recursive: true })

const govuk = JSON.parse(readFileSync(join(modules, 'govuk-frontend', 'package.json'), 'utf8'))
const banner = `/*! Thuiswerkcheck, EUPL-1.2; contains ${govuk.name} ${govuk.version}, ${govuk.license}: see NOTICE.txt */\n`
writeFileSync(
  join(out, 'NOTICE.txt'),
  `app.css, form.js and tryout.js contain parts of ${govuk.name} ${govuk.version}, (c) Crown copyright (Government Digital Service),\n` +
    `used under the ${govuk.license} licence. Everything else is licensed under the EUPL-1.2.\n`
)

const { css } = compile(join(assets, 'app.scss'), {
  loadPaths: [modules],
  style: 'compressed',
  quietDeps: true,
  charset: false,
  logger: Logger.silent
})
if (/url\(|@font-face|@import/.test(css)) throw new Error('app.css asks for another file')
writeFileSync(join(out, 'app.css'), banner + css)

for (const name of SCRIPTS) {
  buildSync({
    entryPoints: [join(assets, 'js', name)],
    outdir: out,
    absWorkingDir: join(assets, '..'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2018',
    ...(OF_OTHERS.includes(name) ? { banner: { js: banner.trimEnd() } } : {}),
    logLevel: 'error'
  })
  const most = name === 'device.js' ? 8 : 6 // KiB: this one also works out and tells what the server does for the others
  if (gzipSync(readFileSync(join(out, name))).length > most * 1024) throw new Error(`${name} is larger than ${most} KiB`)
}

// The element that other people's pages load: as small as it can be, in browsers that have custom elements.
const element = transformSync(readFileSync(join(assets, 'js', 'thuiswerk-check.js'), 'utf8'), {
  minify: true,
  format: 'esm',
  target: 'es2021'
})
if (gzipSync(element.code).length > 2048) throw new Error('thuiswerk-check.js is larger than 2 KiB')
writeFileSync(join(out, 'thuiswerk-check.js'), element.code)

const bridge = readFileSync(join(assets, 'nlds.css'), 'utf8')
writeFileSync(join(out, 'nlds.css'), transformSync(bridge, { loader: 'css', minify: true }).code)

const hashes = ['app.css', 'nlds.css', ...SCRIPTS, 'thuiswerk-check.js'].map((name) => [
  name,
  createHash('sha256').update(readFileSync(join(out, name))).digest('hex').slice(0, 16)
])
writeFileSync(join(out, 'manifest.json'), JSON.stringify(Object.fromEntries(hashes)) + '\n')
