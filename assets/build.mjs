// Builds app.css, app.js, device.js, NOTICE.txt and manifest.json into the folder given as the only argument.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { compile, Logger } from 'sass'

const SCRIPTS = ['app.js', 'device.js']
const assets = dirname(fileURLToPath(import.meta.url))
const modules = join(assets, '..', 'node_modules')
const out = resolve(process.argv[2])
mkdirSync(out, { recursive: true })

const govuk = JSON.parse(readFileSync(join(modules, 'govuk-frontend', 'package.json'), 'utf8'))
const banner = `/*! Thuiswerkcheck, EUPL-1.2; contains ${govuk.name} ${govuk.version}, ${govuk.license}: see NOTICE.txt */\n`
writeFileSync(
  join(out, 'NOTICE.txt'),
  `app.css and app.js contain parts of ${govuk.name} ${govuk.version}, (c) Crown copyright (Government Digital Service),\n` +
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

buildSync({
  entryPoints: SCRIPTS.map((name) => join(assets, 'js', name)),
  outdir: out,
  absWorkingDir: join(assets, '..'),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2018',
  banner: { js: banner.trimEnd() },
  logLevel: 'error'
})

const hashes = ['app.css', ...SCRIPTS].map((name) => [
  name,
  createHash('sha256').update(readFileSync(join(out, name))).digest('hex').slice(0, 16)
])
writeFileSync(join(out, 'manifest.json'), JSON.stringify(Object.fromEntries(hashes)) + '\n')
