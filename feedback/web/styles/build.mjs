// Builds the stylesheets: Sass, then custom properties replaced by their values (old phones have none), then a right-to-left copy.
import { readFileSync, writeFileSync } from "node:fs";
import rtlcss from "rtlcss";
import * as sass from "sass";

const notice = "/*! GOV.UK Frontend 6, MIT licence, Copyright (c) 2017 Crown Copyright (Government Digital Service). Built by feedback/web/styles. */";

function compile(name) {
  const silent = { debug() {}, warn() {} };
  let css = sass.compile(name, { style: "compressed", charset: false, loadPaths: ["node_modules"], logger: silent }).css;
  const values = new Map([...css.matchAll(/(--govuk-[\w-]+):\s*([^;}]+)/g)].map(([, key, value]) => [key, value.trim()]).reverse());
  css = css.replace(/:root\{[^}]*\}/g, "");
  for (let before = ""; before !== css; ) {
    before = css;
    css = css.replace(/var\((--govuk-[\w-]+)(?:,\s*([^()]*(?:\([^()]*\))?[^()]*))?\)/g, (all, key, fallback) => fallback ?? values.get(key) ?? all);
  }
  return css.replace(/@media[^{]+\{\}/g, "");
}

for (const name of ["public", "workbench"]) {
  const css = compile(`${name}.scss`);
  writeFileSync(`../static/${name}.css`, `${notice}${css}\n`);
  if (name === "public") writeFileSync(`../static/${name}-rtl.css`, `${notice}${rtlcss.process(css)}\n`);
}
