// Print the licence of every package in node_modules that runs in a browser with vega-embed.
import { readFileSync, readdirSync } from 'node:fs';

const seen = new Set();
const visit = (name) => {
  if (seen.has(name)) return;
  seen.add(name);
  const about = JSON.parse(readFileSync(`node_modules/${name}/package.json`));
  Object.keys(about.dependencies || {}).forEach(visit);
};
['vega', 'vega-lite', 'vega-embed'].forEach(visit);
const onlyCommandLine = /^(yargs|yargs-parser|cliui|y18n|escalade|get-caller-file|string-width|strip-ansi|ansi-|wrap-ansi|emoji-regex|color-|is-fullwidth|node-fetch|whatwg-url|tr46|webidl|commander|iconv-lite|rw$|safer-buffer|require-directory|get-east-asian-width)/;
for (const name of [...seen].filter((one) => !onlyCommandLine.test(one)).sort()) {
  const folder = `node_modules/${name}`;
  const about = JSON.parse(readFileSync(`${folder}/package.json`));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : `${about.license} licence.`;
  console.log(`${about.name} ${about.version} (${about.license})\n\n${text}\n\n${'-'.repeat(72)}\n`);
}
